//! Messages: sent, received, hidden, deleted, one and many at a time.

use std::time::Duration;

use aws_sdk_sqs::{
    Client,
    primitives::Blob,
    types::{
        ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, Message,
        MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName, SendMessageBatchRequestEntry,
    },
};
use void_aws_sdk_tests::{client, string};
use void_core::{Clock, SystemClock, Timestamp};
use void_messaging_sdk::mock::MockMessaging;

struct Bench {
    client: Client,
    mock: MockMessaging,
    url: String,
}

fn bench() -> Bench {
    let mock = MockMessaging::new();
    let url = mock.create_queue("orders").url().to_string();
    Bench { client: client(mock.transport()), mock, url }
}

impl Bench {
    async fn send(&self, body: &str) {
        self.client.send_message().queue_url(&self.url).message_body(body).send().await.unwrap();
    }

    async fn receive(&self) -> Vec<Message> {
        let received = self.client.receive_message().queue_url(&self.url).max_number_of_messages(10);
        let received = received.wait_time_seconds(1).message_attribute_names("All");
        received
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .send()
            .await
            .unwrap()
            .messages
            .unwrap_or_default()
    }
}

fn handles(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| message.receipt_handle.clone().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn arrive_with_their_attributes_and_are_deleted() {
    let bench = bench();
    let binary = MessageAttributeValue::builder().data_type("Binary").binary_value(Blob::new([0, 159, 146]));
    let sent = bench.client.send_message().queue_url(&bench.url).message_body("<an order> & more");
    let sent = sent.message_attributes("EventType", string("OrderPlaced"));
    let sent = sent.message_attributes("Raw", binary.build().unwrap()).send().await.unwrap();
    assert_eq!(sent.md5_of_message_body(), Some("5a7bef1a3e8c5611ffa05653f4b27d9f"));
    let messages = bench.receive().await;
    let [message] = &*messages else { panic!("{messages:?}") };
    assert_eq!((message.message_id(), message.body()), (sent.message_id(), Some("<an order> & more")));
    assert_eq!(message.md5_of_message_attributes(), sent.md5_of_message_attributes());
    let attributes = message.message_attributes().unwrap();
    assert_eq!(attributes["EventType"].string_value(), Some("OrderPlaced"));
    assert_eq!(attributes["Raw"].binary_value().unwrap().as_ref(), [0, 159, 146]);
    let system = message.attributes().unwrap();
    assert_eq!(system[&MessageSystemAttributeName::ApproximateReceiveCount], "1");
    assert!(system.contains_key(&MessageSystemAttributeName::SentTimestamp));
    let delete = bench.client.delete_message().queue_url(&bench.url);
    delete.receipt_handle(message.receipt_handle().unwrap()).send().await.unwrap();
    assert!(bench.mock.queue("orders").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn come_back_when_their_visibility_ends() {
    let bench = bench();
    bench.send("again").await;
    let handle = handles(&bench.receive().await).remove(0);
    assert!(bench.receive().await.is_empty());
    let change = bench.client.change_message_visibility().queue_url(&bench.url).receipt_handle(handle);
    change.visibility_timeout(0).send().await.unwrap();
    let again = bench.receive().await;
    assert_eq!(again[0].attributes().unwrap()[&MessageSystemAttributeName::ApproximateReceiveCount], "2");
    tokio::time::advance(Duration::from_secs(30)).await;
    assert_eq!(bench.receive().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn wake_a_long_poll() {
    let bench = bench();
    let poll = bench.client.receive_message().queue_url(&bench.url).wait_time_seconds(20).send();
    let clock = SystemClock::starting_at(Timestamp::UNIX_EPOCH);
    let (polled, ()) = tokio::join!(poll, async {
        clock.sleep_until(Timestamp::from_secs(2)).await;
        bench.send("at last").await;
    });
    assert_eq!(polled.unwrap().messages()[0].body(), Some("at last"));
    assert_eq!(clock.now(), Timestamp::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn go_in_batches_and_fail_one_by_one() {
    let bench = bench();
    let entry = |id: &str| SendMessageBatchRequestEntry::builder().id(id).message_body(format!("body {id}"));
    let sent = bench.client.send_message_batch().queue_url(&bench.url);
    let sent =
        sent.entries(entry("a").build().unwrap()).entries(entry("b").delay_seconds(901).build().unwrap());
    let sent = sent.entries(entry("c").build().unwrap()).send().await.unwrap();
    assert_eq!(sent.successful().iter().map(|it| it.id()).collect::<Vec<_>>(), ["a", "c"]);
    let [failed] = sent.failed() else { panic!("{sent:?}") };
    assert_eq!((failed.id(), failed.code(), failed.sender_fault()), ("b", "InvalidParameterValue", true));

    let handles = handles(&bench.receive().await);
    let change = |id: &str, handle: &str| {
        let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id).receipt_handle(handle);
        entry.visibility_timeout(0).build().unwrap()
    };
    let changed = bench.client.change_message_visibility_batch().queue_url(&bench.url);
    let changed =
        changed.entries(change("a", &handles[0])).entries(change("b", "no handle")).send().await.unwrap();
    assert_eq!((changed.successful().len(), changed.failed()[0].code()), (1, "ReceiptHandleIsInvalid"));
    assert_eq!(bench.receive().await.len(), 1);

    let delete = |id: &str, handle: &str| {
        DeleteMessageBatchRequestEntry::builder().id(id).receipt_handle(handle).build().unwrap()
    };
    let deleted = bench.client.delete_message_batch().queue_url(&bench.url);
    let deleted =
        deleted.entries(delete("a", &handles[1])).entries(delete("b", "no handle")).send().await.unwrap();
    assert_eq!((deleted.successful()[0].id(), deleted.failed()[0].code()), ("a", "ReceiptHandleIsInvalid"));
    assert_eq!(bench.mock.queue("orders").messages().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn are_purged() {
    let bench = bench();
    bench.send("one").await;
    bench.client.purge_queue().queue_url(&bench.url).send().await.unwrap();
    assert!(bench.receive().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn keep_their_order_in_a_fifo_queue_and_are_sent_once() {
    let bench = bench();
    let queue = bench.client.create_queue().queue_name("orders.fifo");
    let queue =
        queue.attributes(QueueAttributeName::FifoQueue, "true").send().await.unwrap().queue_url.unwrap();
    let send = |body: &str, deduplication: &str| {
        let send = bench.client.send_message().queue_url(&queue).message_body(body);
        send.message_group_id("customer").message_deduplication_id(deduplication).send()
    };
    let first = send("first", "1").await.unwrap();
    let again = send("first", "1").await.unwrap();
    assert_eq!(first.sequence_number(), again.sequence_number());
    let second = send("second", "2").await.unwrap();
    assert!(first.sequence_number() < second.sequence_number());
    let received =
        bench.client.receive_message().queue_url(&queue).max_number_of_messages(10).send().await.unwrap();
    let bodies: Vec<&str> = received.messages().iter().filter_map(Message::body).collect();
    assert_eq!(bodies, ["first", "second"]);
}
