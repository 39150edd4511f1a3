//! [`FanOut`]: reads a shard with SubscribeToShard, as a consumer with enhanced fan-out.

use std::{sync::Arc, time::Duration};

use tokio::sync::Mutex;
use void_core::{SharedClock, Timestamp};

use super::{super::Consumer, Fetched, backoff, is_trimmed_away};
use crate::{
    client::VoidStreamsClient,
    error::{Error, ErrorKind},
    operations::{DescribeStreamConsumerRequest, Operation, SubscribeToShardEvent},
    subscription::ShardSubscription,
    types::{
        ConsumerArn, ConsumerIdentifier, ConsumerName, ConsumerStatus, ShardId, ShardIteratorType,
        StartingPosition, StreamArn, StreamIdentifier,
    },
};

/// A consumer that subscribed to a shard may not do it again before this has passed.
const SUBSCRIBE_PAUSE: Duration = Duration::from_secs(5);

/// How often it is asked whether a consumer that was registered is there, a second apart.
const MAX_LOOKS: usize = 60;

/// Which consumer with enhanced fan-out reads: all shards of a worker share it.
#[derive(Clone, Debug)]
pub(in crate::consumer) struct Registration {
    name: ConsumerName,
    /// Once it is known, and registered.
    arn: Arc<Mutex<Option<ConsumerArn>>>,
}

impl Registration {
    pub(in crate::consumer) fn new(name: ConsumerName) -> Self {
        Self { name, arn: Arc::default() }
    }

    /// The consumer's ARN: it is registered where it is not yet.
    async fn arn(&self, client: &VoidStreamsClient, stream: &StreamIdentifier) -> Result<ConsumerArn, Error> {
        let mut known = self.arn.lock().await;
        if let Some(arn) = &*known {
            return Ok(arn.clone());
        }
        let stream_arn = match stream {
            StreamIdentifier::Arn(arn) => arn.clone(),
            StreamIdentifier::Name(name) => {
                client.describe_stream_summary(name).await?.stream_description_summary.stream_arn
            }
        };
        let arn = self.registered(client, &stream_arn).await?;
        Ok(known.insert(arn).clone())
    }

    async fn registered(
        &self,
        client: &VoidStreamsClient,
        stream_arn: &StreamArn,
    ) -> Result<ConsumerArn, Error> {
        let clock = client.config().clock();
        for _ in 0..MAX_LOOKS {
            let identifier = ConsumerIdentifier::Named(stream_arn.clone(), self.name.clone());
            match client.describe_stream_consumer(identifier).await.map(|answer| answer.consumer_description)
            {
                Ok(found) if found.consumer_status == ConsumerStatus::Active => return Ok(found.consumer_arn),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::ResourceNotFound => {
                    match client.register_stream_consumer(stream_arn, &self.name).await {
                        Ok(made) if made.consumer.consumer_status == ConsumerStatus::Active => {
                            return Ok(made.consumer.consumer_arn);
                        }
                        Ok(_) => {}
                        // Another worker was first.
                        Err(error) if error.kind() == ErrorKind::ResourceInUse => {}
                        Err(error) => return Err(error),
                    }
                }
                Err(error) => return Err(error),
            }
            clock.sleep_until(clock.now() + Duration::from_secs(1)).await;
        }
        let operation = DescribeStreamConsumerRequest::NAME;
        Err(Error::invalid_response(operation, "the consumer that was registered does not become active"))
    }

    /// It was deregistered, perhaps: asks again.
    async fn forget(&self) {
        *self.arn.lock().await = None;
    }
}

/// Reads a shard with SubscribeToShard.
#[derive(Debug)]
pub(in crate::consumer) struct FanOut {
    client: VoidStreamsClient,
    stream: StreamIdentifier,
    shard_id: ShardId,
    clock: SharedClock,
    registration: Registration,
    /// Where to go on when there is no subscription.
    position: StartingPosition,
    subscription: Option<ShardSubscription>,
    subscribe_after: Timestamp,
    failures: u32,
}

impl FanOut {
    pub(super) fn new(
        settings: &Consumer,
        registration: Registration,
        shard_id: ShardId,
        position: StartingPosition,
    ) -> Self {
        Self {
            client: settings.client.clone(),
            stream: settings.stream.clone(),
            shard_id,
            clock: Arc::clone(settings.client.config().clock()),
            registration,
            position,
            subscription: None,
            subscribe_after: Timestamp::UNIX_EPOCH,
            failures: 0,
        }
    }

    pub(super) async fn next(&mut self) -> Fetched {
        loop {
            let Some(subscription) = &mut self.subscription else {
                self.clock.sleep_until(self.subscribe_after).await;
                match self.subscribe().await {
                    Ok(None) => continue,
                    Ok(began_at) => {
                        return Fetched { began_at, behind: Duration::from_millis(1), ..Fetched::default() };
                    }
                    Err(error) if self.failed(&error).await => {
                        return Fetched { end: Some(Vec::new()), ..Fetched::default() };
                    }
                    Err(_) => continue,
                }
            };
            match subscription.next().await {
                Some(Ok(event)) => return self.read(event),
                // It has lived its five minutes.
                None => self.subscription = None,
                Some(Err(error)) => {
                    self.subscription = None;
                    if self.failed(&error).await {
                        return Fetched { end: Some(Vec::new()), ..Fetched::default() };
                    }
                }
            }
        }
    }

    /// Subscribes; says since when, where reading begins with what is put from now on.
    async fn subscribe(&mut self) -> Result<Option<Timestamp>, Error> {
        let arn = self.registration.arn(&self.client, &self.stream).await?;
        let now = self.clock.now();
        let call = self.client.subscribe_to_shard(arn, &self.shard_id, self.position.clone());
        self.subscription = Some(call.await?);
        self.subscribe_after = self.clock.now() + SUBSCRIBE_PAUSE;
        if self.position.kind != ShardIteratorType::Latest {
            return Ok(None);
        }
        self.position = StartingPosition::at_timestamp(now);
        Ok(Some(now))
    }

    fn read(&mut self, event: SubscribeToShardEvent) -> Fetched {
        self.failures = 0;
        let (behind, is_end) = (event.behind_latest(), event.is_end_of_shard());
        let SubscribeToShardEvent { records, continuation_sequence_number, child_shards, .. } = event;
        if let Some(number) = continuation_sequence_number {
            self.position = StartingPosition::after_sequence_number(number);
        }
        Fetched { records, behind, end: is_end.then_some(child_shards), began_at: None }
    }

    /// Waits longer after each failure. Whether the shard is no more.
    async fn failed(&mut self, error: &Error) -> bool {
        if error.kind() == ErrorKind::ResourceNotFound {
            self.registration.forget().await;
            if is_trimmed_away(&self.client, &self.stream, &self.shard_id).await {
                tracing::warn!(shard_id = %self.shard_id, "the shard is no more: its records have expired");
                return true;
            }
        }
        self.failures = self.failures.saturating_add(1);
        let wait = backoff(&self.client, self.failures);
        self.subscribe_after = self.subscribe_after.max(self.clock.now() + wait);
        tracing::warn!(%error, shard_id = %self.shard_id, wait_ms = wait.as_millis(), "the subscription ended");
        false
    }
}
