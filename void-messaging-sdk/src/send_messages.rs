//! Any number of messages in one call, in as few batches as the service's limits allow.

use std::{collections::HashSet, fmt, future::IntoFuture, pin::Pin};

use crate::{
    client::VoidMessagingClient,
    error::Error,
    operations::{
        Operation, SendMessageBatchRequest, SendMessageBatchRequestEntry, SendMessageBatchResponse,
        SendMessageResponse,
    },
    outgoing::OutgoingMessage,
    types::QueueUrl,
};

/// The most entries of a batch.
pub(crate) const BATCH_ENTRIES: usize = 10;

/// The most bytes of a batch: the bodies and the message attributes of its entries together.
pub(crate) const BATCH_BYTES: usize = 1_048_576;

/// What became of a message.
pub type SendResult = Result<SendMessageResponse, Error>;

/// Messages that `.await` sends: what [`VoidMessagingClient::send_messages`] gives.
#[must_use = "the messages are not sent until it is awaited"]
pub struct SendMessages<'client> {
    client: &'client VoidMessagingClient,
    queue_url: QueueUrl,
    messages: Vec<OutgoingMessage>,
}

impl VoidMessagingClient {
    /// Sends any number of messages, in batches of up to 10 messages and 1,048,576 bytes, one batch after the
    /// other.
    ///
    /// Gives a result for each message, in the order of `messages`: one that fails does not keep the others from
    /// being sent, but in a FIFO queue those of its group that would be in a later batch, so that none overtakes
    /// it; their error says so.
    ///
    /// # Errors
    ///
    /// Each result: as [`send_message`](Self::send_message) and [`send_message_batch`](Self::send_message_batch).
    pub fn send_messages<M: Into<OutgoingMessage>>(
        &self,
        queue_url: impl Into<QueueUrl>,
        messages: impl IntoIterator<Item = M>,
    ) -> SendMessages<'_> {
        let messages = messages.into_iter().map(Into::into).collect();
        SendMessages { client: self, queue_url: queue_url.into(), messages }
    }

    /// Sends entries that keep within a batch's limits. Gives a result for each, in order. Their ids are set here.
    pub(crate) async fn send_batch(
        &self,
        queue_url: &QueueUrl,
        mut entries: Vec<SendMessageBatchRequestEntry>,
    ) -> Vec<SendResult> {
        for (place, entry) in entries.iter_mut().enumerate() {
            entry.id = place.to_string();
        }
        let count = entries.len();
        let request = SendMessageBatchRequest { queue_url: queue_url.clone(), entries };
        match self.send(request).await {
            Ok(response) => in_order(count, response),
            Err(error) => vec![Err(error); count],
        }
    }
}

/// Sorts what became of a batch by the entries' places.
fn in_order(count: usize, response: SendMessageBatchResponse) -> Vec<SendResult> {
    let missing = || {
        Err(Error::invalid_response(SendMessageBatchRequest::NAME, "the service says nothing of an entry"))
    };
    let mut results: Vec<SendResult> = (0..count).map(|_| missing()).collect();
    let mut put = |id: &str, result: SendResult| {
        if let Some(place) = id.parse::<usize>().ok().and_then(|place| results.get_mut(place)) {
            *place = result;
        }
    };
    for entry in response.successful {
        let sent = SendMessageResponse {
            message_id: entry.message_id,
            md5_of_message_body: entry.md5_of_message_body,
            md5_of_message_attributes: entry.md5_of_message_attributes,
            md5_of_message_system_attributes: entry.md5_of_message_system_attributes,
            sequence_number: entry.sequence_number,
        };
        put(&entry.id, Ok(sent));
    }
    for entry in response.failed {
        put(&entry.id.clone(), Err(Error::entry(SendMessageBatchRequest::NAME, entry)));
    }
    results
}

impl SendMessages<'_> {
    async fn run(self) -> Vec<SendResult> {
        let mut run = Run {
            client: self.client,
            results: self.messages.iter().map(|_| None).collect(),
            stopped_groups: self.queue_url.is_fifo().then(HashSet::new),
            queue_url: self.queue_url,
            places: Vec::new(),
            entries: Vec::new(),
            bytes: 0,
        };
        for (place, message) in self.messages.into_iter().enumerate() {
            match message.into_entry() {
                Ok(entry) => run.add(place, entry).await,
                Err(error) => run.results[place] = Some(Err(error)),
            }
        }
        run.send().await;
        run.results.into_iter().map(|result| result.expect("every message was sent or refused")).collect()
    }
}

/// The batch that is being filled, and what became of the earlier ones.
struct Run<'client> {
    client: &'client VoidMessagingClient,
    queue_url: QueueUrl,
    results: Vec<Option<SendResult>>,
    /// In a FIFO queue, the groups of which a message failed.
    stopped_groups: Option<HashSet<Option<String>>>,
    places: Vec<usize>,
    entries: Vec<SendMessageBatchRequestEntry>,
    bytes: usize,
}

impl Run<'_> {
    async fn add(&mut self, place: usize, entry: SendMessageBatchRequestEntry) {
        let bytes = self.client.bytes_on_the_wire(&entry);
        let full = self.entries.len() == BATCH_ENTRIES || self.bytes + bytes > BATCH_BYTES;
        if full && !self.entries.is_empty() {
            self.send().await;
        }
        if self.stopped_groups.as_ref().is_some_and(|groups| groups.contains(&entry.message_group_id)) {
            self.results[place] = Some(Err(Error::invalid_request(
                SendMessageBatchRequest::NAME,
                "not sent, since an earlier message of its group failed",
            )));
            return;
        }
        self.bytes += bytes;
        self.places.push(place);
        self.entries.push(entry);
    }

    async fn send(&mut self) {
        if self.entries.is_empty() {
            return;
        }
        self.bytes = 0;
        let entries = std::mem::take(&mut self.entries);
        let groups: Vec<_> = entries.iter().map(|entry| entry.message_group_id.clone()).collect();
        let results = self.client.send_batch(&self.queue_url, entries).await;
        for ((place, group), result) in self.places.drain(..).zip(groups).zip(results) {
            if let (Err(_), Some(stopped)) = (&result, &mut self.stopped_groups) {
                stopped.insert(group);
            }
            self.results[place] = Some(result);
        }
    }
}

impl<'client> IntoFuture for SendMessages<'client> {
    type Output = Vec<SendResult>;
    type IntoFuture = Pin<Box<dyn Future<Output = Vec<SendResult>> + Send + 'client>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for SendMessages<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SendMessages")
            .field("queue_url", &self.queue_url)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}
