//! [`MockQueue`]: a queue of the backend, as a test holds it.

use std::{fmt, sync::Arc, time::Duration};

use super::{
    QueuedMessage, RedriveTo, Subscription, SubscriptionOptions,
    engine::{Attribute, AttributeValue, Counts, Draft, MessageId, Problem, QueueFigures},
    operations::{attributes_of, queue_url, send},
    shell::Backend,
};
use crate::{IntoMessageBody, QueueUrl, types::MessageAttributeValue};

/// A queue. Cheap to clone. Its methods look and act on the backend directly, with no request in between.
///
/// All of them panic when the queue was deleted.
#[derive(Clone)]
pub struct MockQueue {
    backend: Arc<Backend>,
    name: Arc<str>,
}

impl MockQueue {
    pub(super) fn of(backend: Arc<Backend>, name: &str) -> Self {
        Self { backend, name: name.into() }
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> QueueUrl {
        queue_url(&self.backend, &self.name)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> String {
        self.backend.peek(|state| state.engine.arn(&self.name))
    }

    /// Sends a message with no attributes, and gives its id. In a FIFO queue it is of the group `default` and a message of
    /// its own whatever its body.
    ///
    /// # Panics
    ///
    /// When the queue would refuse it: an empty body, a character that is not allowed, too many bytes.
    #[track_caller]
    pub fn send(&self, body: impl IntoMessageBody) -> String {
        self.send_with(body, [] as [(&str, &str); 0])
    }

    /// Sends a message as [`send`](Self::send) does, and says what the queue refuses.
    ///
    /// # Errors
    ///
    /// A [`Problem`] where the queue refuses it, or is gone.
    pub fn try_send(&self, body: impl Into<String>) -> Result<String, Problem> {
        self.try_draft(Draft { body: body.into(), ..Draft::default() })
    }

    /// Sends a message with text attributes, otherwise as [`send`](Self::send).
    ///
    /// # Panics
    ///
    /// When the queue would refuse it.
    #[track_caller]
    pub fn send_with<N, V>(
        &self,
        body: impl IntoMessageBody,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> String
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let attributes = attributes.into_iter().map(|(name, value)| Attribute {
            name: name.as_ref().into(),
            data_type: "String".into(),
            value: AttributeValue::Text(value.as_ref().into()),
        });
        self.send_draft(body, attributes.collect())
    }

    /// Sends a message with attributes of any type, otherwise as [`send`](Self::send).
    ///
    /// # Panics
    ///
    /// When the queue would refuse it.
    #[track_caller]
    pub fn send_with_values<N: Into<String>>(
        &self,
        body: impl IntoMessageBody,
        attributes: impl IntoIterator<Item = (N, MessageAttributeValue)>,
    ) -> String {
        let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
        let attributes = self.expect(attributes_of(attributes));
        self.send_draft(body, attributes)
    }

    #[track_caller]
    fn send_draft(&self, body: impl IntoMessageBody, attributes: Vec<Attribute>) -> String {
        let body = body.into_message_body().unwrap_or_else(|error| panic!("the body is no JSON: {error}"));
        self.expect(self.try_draft(Draft { body, attributes, ..Draft::default() }))
    }

    fn try_draft(&self, mut draft: Draft) -> Result<String, Problem> {
        if self.name.ends_with(".fifo") {
            draft.group = Some("default".to_owned());
            draft.deduplication_id = Some(self.backend.random.uuid());
        }
        let sent = self.backend.run(|state| send(state, &self.name, draft))?;
        Ok(sent.id.to_string())
    }

    /// All its messages, in the order of their sending: visible, in flight and delayed ones. Nothing is received by looking.
    #[must_use]
    #[track_caller]
    pub fn messages(&self) -> Vec<QueuedMessage> {
        let looks = self.backend.run(|state| state.engine.look(state.now, &self.name));
        self.expect(looks).into_iter().map(QueuedMessage::of).collect()
    }

    /// How many messages it has; with subscriptions, how many deliveries.
    #[must_use]
    #[track_caller]
    pub fn counts(&self) -> Counts {
        self.expect(self.backend.run(|state| state.engine.counts(state.now, &self.name)))
    }

    /// Its first messages, as [`messages`](Self::messages) has them: those of the first `most` deliveries of each subscription.
    /// `None` where the queue was deleted.
    #[must_use]
    pub fn first_messages(&self, most: usize) -> Option<Vec<QueuedMessage>> {
        let looks = self.backend.run(|state| state.engine.look_first(state.now, &self.name, most)).ok()?;
        Some(looks.into_iter().map(QueuedMessage::of).collect())
    }

    /// How many messages it has, for each subscription and in all, and how old the oldest is. `None` where the queue was deleted.
    #[must_use]
    pub fn figures(&self) -> Option<QueueFigures> {
        self.backend.run(|state| state.engine.figures(state.now, &self.name)).ok()
    }

    /// Waits for a message that `wanted` accepts to be in the queue, visible or not, and gives it. It looks at any change and
    /// when something falls due; wrap it in a time limit where it may never come.
    pub async fn wait_for(&self, mut wanted: impl FnMut(&QueuedMessage) -> bool + Send) -> QueuedMessage {
        let found = self.backend.wait_until(None, |state| self.find(state, &mut wanted)).await;
        found.expect("without a deadline it waits until there is one")
    }

    /// Expects no message to be in the queue for `duration` from now on, those that are there already left out.
    ///
    /// # Panics
    ///
    /// When one comes.
    pub async fn expect_none_for(&self, duration: Duration) {
        let there: Vec<String> = self.messages().iter().map(QueuedMessage::message_id).collect();
        let deadline = self.backend.clock.now() + duration;
        let mut new = |message: &QueuedMessage| !there.contains(&message.message_id());
        let found = self.backend.wait_until(Some(deadline), |state| self.find(state, &mut new)).await;
        if let Some(message) = found {
            panic!("expected no message in {} for {duration:?}, but there came {message:?}", self.name);
        }
    }

    /// Subscribes under `name`: each subscription gets every message. One of this name that is there already gets these
    /// options, and both handles are of it.
    ///
    /// # Panics
    ///
    /// When the options can't be: no such dead-letter queue, a visibility timeout above 12 hours, a receive count of 0.
    #[track_caller]
    pub fn subscribe(&self, name: impl AsRef<str>, options: SubscriptionOptions) -> Subscription {
        let name = name.as_ref();
        let subscribed = self.backend.run(|state| {
            let number = state.engine.subscribe(state.now, &self.name, name, options);
            state.wake_all();
            number
        });
        Subscription::of(Arc::clone(&self.backend), Arc::clone(&self.name), name, self.expect(subscribed))
    }

    /// The names of its subscriptions, in their order.
    #[must_use]
    #[track_caller]
    pub fn subscriptions(&self) -> Vec<String> {
        self.expect(self.backend.peek(|state| state.engine.subscription_names(&self.name)))
    }

    /// Sends a dead letter on, with another body or the same, and gives its new id: it is a new message there. Where several
    /// subscriptions could not handle the message, it is the first one's dead letter; [`redrive_of`](Self::redrive_of) says
    /// whose.
    ///
    /// # Errors
    ///
    /// A [`Problem`] where there is no message `message_id`, the target does not exist, or the message is no dead letter and
    /// is to go to its source.
    pub fn redrive(&self, message_id: &str, to: &RedriveTo, body: Option<String>) -> Result<String, Problem> {
        self.redrive_of(message_id, None, to, body)
    }

    /// Sends the dead letter on that `subscription` could not handle, otherwise as [`redrive`](Self::redrive).
    ///
    /// # Errors
    ///
    /// As [`redrive`](Self::redrive).
    pub fn redrive_of(
        &self,
        message_id: &str,
        subscription: Option<&str>,
        to: &RedriveTo,
        body: Option<String>,
    ) -> Result<String, Problem> {
        let id = MessageId::parse(message_id)
            .ok_or_else(|| Problem::parameter("message_id", message_id, "It is not a message id."))?;
        let id = self
            .backend
            .run(|state| state.engine.redrive(state.now, &self.name, id, subscription, to, body))?;
        Ok(id.to_string())
    }

    /// Drops one message, wherever it stands, with all its deliveries. Says whether there was one.
    #[track_caller]
    pub fn remove(&self, message_id: &str) -> bool {
        let Some(id) = MessageId::parse(message_id) else { return false };
        self.expect(self.backend.run(|state| state.engine.remove(state.now, &self.name, id)))
    }

    /// Drops all its messages; unlike `PurgeQueue` as often as it is called.
    #[track_caller]
    pub fn clear(&self) {
        self.expect(self.backend.run(|state| state.engine.clear(state.now, &self.name)));
    }

    fn find(
        &self,
        state: &mut super::shell::State,
        wanted: &mut impl FnMut(&QueuedMessage) -> bool,
    ) -> Option<QueuedMessage> {
        let looks = state.engine.look(state.now, &self.name).ok()?;
        looks.into_iter().map(QueuedMessage::of).find(|message| wanted(message))
    }

    #[track_caller]
    fn expect<T>(&self, result: Result<T, Problem>) -> T {
        match result {
            Ok(value) => value,
            Err(problem) => panic!("the queue {:?}: {problem}", self.name),
        }
    }
}

impl fmt::Debug for MockQueue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockQueue").field("name", &self.name).finish_non_exhaustive()
    }
}
