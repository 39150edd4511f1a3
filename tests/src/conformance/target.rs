//! [`Target`]: where a case runs.

use std::time::Duration;

use void_core::Random;
use void_messaging_sdk::{
    Error, ErrorKind, Message, QueueUrl, VoidMessagingClient,
    types::{QueueAttributeName, QueueAttributes},
};

/// A client of the service that is judged, and names that nothing else there has.
#[derive(Clone, Debug)]
pub struct Target {
    client: VoidMessagingClient,
    names: Random,
}

impl Target {
    /// Judges what answers `client`.
    #[must_use]
    pub fn new(client: VoidMessagingClient) -> Self {
        Self { client, names: Random::from_entropy() }
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &VoidMessagingClient {
        &self.client
    }

    /// A queue's name that nothing else has.
    #[must_use]
    pub fn name(&self) -> String {
        format!("conformance-{}", self.names.uuid())
    }

    /// Makes a standard queue with every attribute at its default.
    ///
    /// # Errors
    ///
    /// What CreateQueue fails with.
    pub async fn queue(&self) -> Result<QueueUrl, Error> {
        Ok(self.client.create_queue(self.name()).await?.queue_url)
    }

    /// The attributes of a queue.
    ///
    /// # Errors
    ///
    /// What GetQueueAttributes fails with.
    pub async fn attributes(&self, url: &QueueUrl) -> Result<QueueAttributes, Error> {
        Ok(self.client.get_queue_attributes(url, [QueueAttributeName::All]).await?.attributes)
    }

    /// The ARN of a queue.
    ///
    /// # Errors
    ///
    /// What GetQueueAttributes fails with.
    pub async fn arn(&self, url: &QueueUrl) -> Result<String, Error> {
        let attributes = self.attributes(url).await?;
        Ok(attributes.queue_arn().expect("a queue has an ARN").to_owned())
    }

    /// Receives up to 10 messages with all their attributes, and waits at most `wait` for the first.
    ///
    /// # Errors
    ///
    /// What ReceiveMessage fails with.
    pub async fn receive(&self, url: &QueueUrl, wait: Duration) -> Result<Vec<Message>, Error> {
        let call = self.client.receive_message(url).max_number_of_messages(10).all_attributes();
        Ok(call.wait_time(wait).await?.messages)
    }

    /// Receives the one message that the queue gives now.
    ///
    /// # Errors
    ///
    /// What ReceiveMessage fails with.
    pub async fn receive_one(&self, url: &QueueUrl) -> Result<Message, Error> {
        let mut messages = self.receive(url, Duration::from_secs(2)).await?;
        assert_eq!(messages.len(), 1, "one message was expected: {messages:?}");
        Ok(messages.remove(0))
    }

    /// The bodies that a receive gives now, without a wait.
    ///
    /// # Errors
    ///
    /// What ReceiveMessage fails with.
    pub async fn bodies(&self, url: &QueueUrl) -> Result<Vec<String>, Error> {
        Ok(self.receive(url, Duration::ZERO).await?.into_iter().map(|message| message.body).collect())
    }

    /// Lets `duration` pass on the client's clock.
    pub async fn pass(&self, duration: Duration) {
        let clock = self.client.config().clock();
        clock.sleep_until(clock.now() + duration).await;
    }

    /// How long `work` takes on the client's clock.
    ///
    /// # Errors
    ///
    /// What `work` fails with.
    pub async fn timed<T>(
        &self,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<(T, Duration), Error> {
        let clock = self.client.config().clock();
        let started = clock.now();
        let output = work.await?;
        Ok((output, clock.now().since(started)))
    }
}

/// Asserts that a call was refused, and why.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind) {
    let error = result.expect_err("the call should be refused");
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.status().is_some_and(|status| status.is_client_error()), "{error}");
    assert!(!error.is_retryable(), "{error}");
}
