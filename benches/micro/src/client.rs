//! Client and mock in one process.

use criterion::Criterion;
use void_core::Credentials;
use void_messaging_sdk::{QueueUrl, VoidMessagingClient, mock::MockMessaging};

use crate::{BODY, current_thread};

/// A client, and the queue that it works on.
#[derive(Debug)]
pub struct Client {
    client: VoidMessagingClient,
    url: QueueUrl,
}

impl Client {
    /// Makes one whose calls are not signed.
    #[must_use]
    pub fn unsigned() -> Self {
        Self::on(&MockMessaging::builder().history(0).build())
    }

    /// Makes one whose calls are signed, and their signatures checked.
    #[must_use]
    pub fn signed() -> Self {
        let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        Self::on(&MockMessaging::builder().history(0).credentials(credentials).verify_signatures().build())
    }

    fn on(mock: &MockMessaging) -> Self {
        Self { client: mock.client(), url: mock.create_queue("orders").url() }
    }

    /// One call: SendMessage.
    pub async fn send(&self) {
        self.client
            .send_message(&self.url, BODY)
            .message_attribute("EventType", "OrderPlaced")
            .await
            .expect("it is sent");
    }

    /// Two calls: ReceiveMessage and DeleteMessage of what was sent.
    pub async fn receive_and_delete(&self) {
        let received = self.client.receive_message(&self.url).await.expect("it is answered");
        for message in received.messages {
            self.client.delete_message(&self.url, message.receipt_handle).await.expect("it is deleted");
        }
    }
}

/// `send + receive + delete`, three calls, unsigned and signed.
pub fn benches(criterion: &mut Criterion) {
    let runtime = current_thread();
    let mut group = criterion.benchmark_group("client and mock");
    group.throughput(criterion::Throughput::Elements(3));
    for (name, client) in [("unsigned", Client::unsigned()), ("signed", Client::signed())] {
        group.bench_function(format!("send, receive, delete, {name}"), |bencher| {
            bencher.iter(|| {
                runtime.block_on(async {
                    client.send().await;
                    client.receive_and_delete().await;
                });
            });
        });
    }
    group.finish();
}
