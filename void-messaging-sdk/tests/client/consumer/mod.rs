//! The consumer on the mock, under paused time.

mod fifo;
mod handling;
mod life;
mod stream;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::Notify;
use void_core::{Body, SharedClock, Timestamp, Transport, transport_fn};
use void_messaging_sdk::{
    Consumer, Message, OutgoingMessage, VoidMessagingClient,
    mock::{MessageState, MockMessaging, MockQueue},
};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// A backend with a queue, and what handlers did, by body and with times.
pub(crate) struct Scene {
    pub(crate) mock: MockMessaging,
    pub(crate) queue: MockQueue,
    pub(crate) clock: SharedClock,
    pub(crate) started: Timestamp,
    handled: Arc<Mutex<Vec<(String, Duration)>>>,
    stop: Arc<Notify>,
}

impl Scene {
    pub(crate) fn new(name: &str) -> Self {
        Self::of(MockMessaging::new(), name)
    }

    pub(crate) fn of(mock: MockMessaging, name: &str) -> Self {
        let queue = mock.create_queue(name);
        let clock = Arc::clone(mock.config().clock());
        let started = clock.now();
        Self { mock, queue, clock, started, handled: Arc::default(), stop: Arc::default() }
    }

    pub(crate) fn consumer(&self) -> Consumer {
        self.mock.client().consumer(self.queue.url())
    }

    pub(crate) fn send(&self, bodies: impl IntoIterator<Item = &'static str>) {
        for body in bodies {
            self.queue.send(body);
        }
    }

    pub(crate) async fn send_to_group(&self, group: &str, bodies: impl IntoIterator<Item = &'static str>) {
        let messages = bodies
            .into_iter()
            .map(|body| OutgoingMessage::new(body).message_group_id(group).message_deduplication_id(body));
        for result in self.mock.client().send_messages(self.queue.url(), messages).await {
            result.unwrap();
        }
    }

    /// Notes that a message is handled now, and stops the consumer at the `last` one.
    pub(crate) fn note(&self, last: usize) -> impl Fn(&Message) + Clone + Send + Sync + 'static {
        let (handled, stop, clock, started) =
            (Arc::clone(&self.handled), Arc::clone(&self.stop), Arc::clone(&self.clock), self.started);
        move |message| {
            let mut handled = handled.lock().unwrap();
            handled.push((message.body.clone(), clock.now().since(started)));
            if handled.len() == last {
                stop.notify_one();
            }
        }
    }

    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let stop = Arc::clone(&self.stop);
        async move { stop.notified().await }
    }

    pub(crate) fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send + 'static {
        let clock = Arc::clone(&self.clock);
        async move { clock.sleep_until(clock.now() + time).await }
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.handled.lock().unwrap().iter().map(|(body, _)| body.clone()).collect()
    }

    pub(crate) fn times(&self) -> Vec<Duration> {
        self.handled.lock().unwrap().iter().map(|(_, at)| *at).collect()
    }

    pub(crate) fn visible(&self) -> usize {
        self.queue.messages().iter().filter(|message| message.state() == MessageState::Visible).count()
    }

    /// A client whose calls are counted by operation.
    pub(crate) fn counted(&self) -> (VoidMessagingClient, Arc<Mutex<BTreeMap<String, usize>>>) {
        let counts = Arc::new(Mutex::new(BTreeMap::new()));
        let (transport, counted) = (self.mock.transport(), Arc::clone(&counts));
        let client = self.client_through(move |request| {
            let target = request.headers()["x-amz-target"].to_str().unwrap().to_owned();
            *counted.lock().unwrap().entry(target).or_insert(0) += 1;
            let transport = transport.clone();
            async move { transport.send(request).await }
        });
        (client, counts)
    }

    pub(crate) fn client_through<F, R>(&self, function: F) -> VoidMessagingClient
    where
        F: Fn(http::Request<Body>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<http::Response<Body>, void_core::TransportError>> + Send + 'static,
    {
        let config = void_core::Config::builder()
            .endpoint_url("http://localhost:4566")
            .region("us-east-1")
            .transport(transport_fn(function))
            .clock(Arc::clone(&self.clock))
            .random(void_core::Random::from_seed(7))
            .build();
        VoidMessagingClient::new(config)
    }
}
