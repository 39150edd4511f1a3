//! [`LocalCloud::deploy`]: a function goes in whole or not at all.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use void_core::Config;
use void_function_sdk::{FunctionEnv, IntoFunction};
use void_messaging_sdk::{
    mock::{FilterPattern, SubscriptionOptions},
    types::QueueAttributeName,
};
use void_streams_sdk::mock::MockStream;

use super::{
    LocalCloud,
    backend::Backend,
    builder::REGION,
    local_cloud::Inner,
    plan::{Plan, check_events, mention, plan, queues_of, storage_events},
    sends::NotedSends,
    source::Source,
    state::{Deployed, LONGEST_VISIBILITY, Trigger},
    storage::{StorageTrigger, configuration_id},
    streams::StreamTrigger,
    verdict::Policy,
    warnings::short_visibility,
};
use crate::{
    error::{Error, ErrorKind},
    manifest::{FunctionManifest, QueueEvent},
    serve::Services,
    timeline::{Subject, TimelineEvent},
};

/// The visibility timeout of a queue where nobody says otherwise.
const DEFAULT_VISIBILITY: Duration = Duration::from_secs(30);

/// What a deployment did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deployment {
    /// The function's name.
    pub function: String,
    /// Whether a function of this name was replaced.
    pub replaced: bool,
    /// The queues that were made.
    pub created_queues: Vec<String>,
    /// The streams that were made.
    pub created_streams: Vec<String>,
    /// The buckets that were made.
    pub created_buckets: Vec<String>,
    /// What works but is likely not meant so.
    pub warnings: Vec<String>,
}

impl LocalCloud {
    /// Deploys a function: its `void.yaml` (the text, or a [`FunctionManifest`] that was read before), and its handler, which
    /// `make` makes of the environment that the file describes.
    ///
    /// Queues and dead-letter queues that don't exist are made, with a visibility timeout of at least the function's timeout;
    /// existing ones keep their attributes and messages. Streams that don't exist are made with as many shards as the event
    /// says. A placeholder whose queue or stream nobody made or mentioned yet makes the one of that name
    /// (`${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}`: `order-events-queue`), unless a known name is so near that it looks like a slip.
    /// A function of the same name is replaced: batches that run come to their end, its subscriptions keep what waits in them,
    /// and in its streams it goes on where it was.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Manifest`], [`ErrorKind::Init`] when `make` fails, [`ErrorKind::Queue`] when a queue can't be made,
    /// [`ErrorKind::Bucket`] when a bucket tells another function the same already. Nothing has changed then, but that the
    /// bucket is there.
    pub async fn deploy<Manifest, Make, Made, Marker>(
        &self,
        manifest: Manifest,
        make: Make,
    ) -> Result<Deployment, Error>
    where
        Manifest: TryInto<FunctionManifest>,
        Error: From<Manifest::Error>,
        Make: FnOnce(&FunctionEnv) -> Made,
        Made: IntoFunction<Marker>,
    {
        let manifest: FunctionManifest = manifest.try_into()?;
        let plan = self.plan(&manifest, &[])?;
        let function = make(&self.environment(&manifest, &plan)).into_function();
        let function =
            function.map_err(|error| ErrorKind::Init { function: manifest.name.clone(), error })?;
        check_events(&manifest, function.event_name())?;
        self.put_in(manifest, Backend::Here(function), plan).await
    }

    /// Changes what is planned.
    pub(super) async fn put_in(
        &self,
        manifest: FunctionManifest,
        backend: Backend,
        plan: Plan,
    ) -> Result<Deployment, Error> {
        let visibilities = self.visibilities(&plan).await?;
        let created_buckets = self.set_rules(&manifest).await?;
        let mut deployment = self.install(&Arc::new(Deployed::new(manifest, backend)), plan, &visibilities);
        deployment.created_buckets.extend(created_buckets);
        Ok(deployment)
    }

    /// Checks `manifest` against what is there, and against `together`: the functions that are deployed with it.
    pub(super) fn plan(
        &self,
        manifest: &FunctionManifest,
        together: &[FunctionManifest],
    ) -> Result<Plan, Error> {
        let mut resources = self.inner.settings.variables.clone();
        for queue in self.inner.messaging.queue_names() {
            resources.add_queue(&queue);
        }
        for stream in self.inner.streams.stream_names() {
            resources.add_stream(&stream);
        }
        for bucket in self.inner.storage.bucket_names() {
            resources.add_bucket(&bucket);
        }
        let functions = self.state().functions.clone();
        for other in together {
            mention(other, &mut resources);
        }
        let is_replaced = |name: &str| together.iter().any(|other| other.name == name);
        let deployed = functions.values().map(|function| &function.manifest);
        let others: Vec<&FunctionManifest> =
            deployed.filter(|other| !is_replaced(&other.name)).chain(together).collect();
        let queue_url = |queue: &str| self.inner.messaging.queue_url(queue).to_string();
        Ok(plan(manifest, resources, &others, self.now(), queue_url)?)
    }

    fn environment(&self, manifest: &FunctionManifest, plan: &Plan) -> FunctionEnv {
        let Inner { settings, messaging, streams, storage, log, stirred, .. } = &*self.inner;
        let services = Services::new(messaging.transport(), streams.transport(), storage.transport());
        let transport = NotedSends::new(services, &manifest.name, log.clone(), Arc::clone(stirred));
        let config = Config::builder()
            .transport(transport)
            .endpoint_url(&settings.endpoint)
            .region(REGION)
            .clock(settings.clock.shared())
            .random(settings.random.fork(&manifest.name))
            .build();
        FunctionEnv::builder().vars(plan.environment.variables.iter().cloned()).config(config).build()
    }

    /// The visibility timeout of each queue that the plan subscribes to and that is there.
    pub(super) async fn visibilities(&self, plan: &Plan) -> Result<BTreeMap<String, Duration>, Error> {
        let mut visibilities = BTreeMap::new();
        for (event, _) in &plan.subscriptions {
            let Some(queue) = self.inner.messaging.find_queue(event.name.as_str()) else { continue };
            let refused = |message: String| ErrorKind::Queue { queue: event.name.to_string(), message };
            let client = self.inner.messaging.client();
            let answer =
                client.get_queue_attributes(queue.url(), [QueueAttributeName::VisibilityTimeout]).await;
            let visibility =
                answer.map_err(|error| refused(error.to_string()))?.attributes.visibility_timeout();
            let visibility = visibility.ok_or_else(|| refused("it has no visibility timeout".to_owned()))?;
            visibilities.insert(event.name.to_string(), visibility);
        }
        Ok(visibilities)
    }

    /// Changes what was planned. Nothing in here can fail any more.
    fn install(
        &self,
        function: &Arc<Deployed>,
        plan: Plan,
        visibilities: &BTreeMap<String, Duration>,
    ) -> Deployment {
        let mut deployment = Deployment { function: function.name().to_owned(), ..Deployment::default() };
        deployment.warnings = plan.warnings;
        for (event, _) in &plan.subscriptions {
            match visibilities.get(event.name.as_str()) {
                Some(visibility) => {
                    let warning = short_visibility(event, *visibility, &function.manifest);
                    deployment.warnings.extend(warning);
                }
                None => {
                    self.make_queue(event.name.as_str(), Some(created_visibility(function)), &mut deployment);
                }
            }
        }
        let others = queues_of(&function.manifest).map(ToOwned::to_owned).chain(plan.environment.new_queues);
        for queue in others.collect::<Vec<_>>() {
            self.make_queue(&queue, None, &mut deployment);
        }
        for stream in plan.environment.new_streams {
            self.make_stream(&stream, 1, &mut deployment);
        }
        for bucket in plan.environment.new_buckets {
            self.make_bucket(&bucket, &mut deployment);
        }
        let queues = plan.subscriptions.into_iter().map(|(event, filter)| {
            let visibility = visibilities.get(event.name.as_str()).copied();
            let visibility = visibility.unwrap_or_else(|| created_visibility(function));
            Source::Queue(Arc::new(self.subscribe(function, event, filter, visibility)))
        });
        let mut sources: Vec<Source> = queues.collect();
        for event in plan.streams {
            let stream = self.make_stream(event.name.as_str(), event.shards, &mut deployment);
            sources.push(Source::Stream(Arc::new(StreamTrigger::new(function, event, &stream))));
        }
        for (position, event) in storage_events(&function.manifest).enumerate() {
            let id = configuration_id(function.name(), position);
            let trigger = StorageTrigger { function: Arc::clone(function), event: event.clone(), id };
            sources.push(Source::Storage(Arc::new(trigger)));
        }
        let mut state = self.state();
        let (stay, replaced): (Vec<_>, Vec<_>) =
            state.sources.drain(..).partition(|source| source.function().name() != function.name());
        for old in replaced.iter().filter(|old| !sources.iter().any(|new| new.key() == old.key())) {
            old.close();
            if let Source::Storage(trigger) = old {
                self.inner.notifications.forget(&trigger.id);
            }
        }
        state.sources = stay.into_iter().chain(sources).collect();
        state.router = plan.router;
        let before = state.functions.insert(function.name().to_owned(), Arc::clone(function));
        drop(state);
        deployment.replaced = before.is_some();
        if let Some(before) = before {
            before.function.close();
        }
        let subject = Subject { function: Some(function.name().to_owned()), ..Subject::default() };
        self.inner.log.write(subject, TimelineEvent::Deployed { replaced: deployment.replaced });
        deployment
    }

    /// Makes a queue that is not there yet.
    fn make_queue(&self, name: &str, visibility: Option<Duration>, deployment: &mut Deployment) {
        if self.inner.messaging.find_queue(name).is_some() {
            return;
        }
        let attributes = visibility.map(|visibility| ("VisibilityTimeout", visibility.as_secs().to_string()));
        self.inner.messaging.create_queue_with(name, attributes);
        deployment.created_queues.push(name.to_owned());
    }

    /// Makes a stream, where it is not there yet.
    fn make_stream(&self, name: &str, shards: u32, deployment: &mut Deployment) -> MockStream {
        if let Some(stream) = self.inner.streams.find_stream(name) {
            return stream;
        }
        deployment.created_streams.push(name.to_owned());
        self.inner.streams.create_stream(name, shards)
    }

    /// Makes a bucket, where it is not there yet.
    fn make_bucket(&self, name: &str, deployment: &mut Deployment) {
        if self.inner.storage.find_bucket(name).is_none() {
            self.inner.storage.create_bucket(name);
            deployment.created_buckets.push(name.to_owned());
        }
    }

    fn subscribe(
        &self,
        function: &Arc<Deployed>,
        event: QueueEvent,
        filter: Option<FilterPattern>,
        queue_visibility: Duration,
    ) -> Trigger {
        let visibility = if queue_visibility.is_zero() { DEFAULT_VISIBILITY } else { queue_visibility };
        // A batch that is not full waits with what it has.
        let visibility_on_receipt = (visibility + event.batching_window).min(LONGEST_VISIBILITY);
        let options = SubscriptionOptions {
            visibility_timeout: Some(visibility_on_receipt),
            // The attempts are counted here, where it is known which receives were none, and why the last one failed.
            max_receive_count: event.dead_letter.as_ref().map(|_| u32::MAX),
            dead_letter_queue: event.dead_letter.as_ref().map(|target| target.queue.to_string()),
            filter,
        };
        let subscription =
            self.inner.messaging.queue(event.name.as_str()).subscribe(function.name(), options);
        let (function, policy) = (Arc::clone(function), Policy::of(&event));
        Trigger { function, event, policy, subscription, visibility, visibility_on_receipt }
    }
}

/// The visibility timeout of a queue that is made for a function.
fn created_visibility(function: &Deployed) -> Duration {
    let timeout = function.manifest.timeout;
    // Whole seconds, rounded up.
    let seconds = timeout.as_secs() + u64::from(timeout.subsec_nanos() > 0);
    Duration::from_secs(seconds).max(DEFAULT_VISIBILITY)
}
