//! What is done to a cloud until it is gone.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;
use void_core::Random;
use void_storage_sdk::operations::CompletedPart;

use super::{
    cloud::Clients,
    model::{Content, Fate, Model, bytes_of},
};

/// How many connections there are at a time.
pub(crate) const WORKERS: u64 = 10;

/// The call broke off: the cloud is gone.
struct BrokenOff;

type Outcome<T> = Result<T, BrokenOff>;

/// One connection's work.
pub(crate) struct Worker {
    pub(crate) number: u64,
    pub(crate) clients: Clients,
    pub(crate) random: Random,
    pub(crate) model: Arc<Mutex<Model>>,
    /// How many calls were acknowledged.
    pub(crate) done: watch::Sender<u64>,
}

/// An answer is that; what the cloud refuses is a failure of the test.
macro_rules! answered {
    ($call:expr) => {
        match $call.await {
            Ok(answer) => answer,
            Err(error) if error.status().is_none() => return Err(BrokenOff),
            Err(error) => panic!("{}: {error}", stringify!($call)),
        }
    };
}

impl Worker {
    /// Works until the cloud is gone.
    pub(crate) async fn work(self) {
        let url = match self.clients.messaging.get_queue_url("orders").await {
            Ok(found) => found.queue_url.as_str().to_owned(),
            Err(_) => return,
        };
        for count in 0.. {
            let done = match self.random.below(10) {
                0..3 => self.send(&url, count).await,
                3..5 => self.receive_and_delete(&url).await,
                5..7 => self.put_record(count).await,
                7 => self.delete_object().await,
                8 if self.random.below(4) == 0 => self.upload_in_parts().await,
                _ => self.put_object().await,
            };
            if done.is_err() {
                return;
            }
            self.model().acknowledged += 1;
            self.done.send_modify(|done| *done += 1);
        }
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap()
    }

    async fn send(&self, url: &str, count: u64) -> Outcome<()> {
        let body = format!("{} {count} {:x}", self.number, self.random.next_u64());
        self.model().messages.insert(body.clone(), Fate::Maybe);
        answered!(self.clients.messaging.send_message(url, &*body));
        self.model().sent(&body);
        Ok(())
    }

    /// Of what it receives it deletes the first, and leaves the others in flight.
    async fn receive_and_delete(&self, url: &str) -> Outcome<()> {
        let client = &self.clients.messaging;
        let received = answered!(client.receive_message(url).max_number_of_messages(3)).messages;
        let Some(message) = received.first() else { return Ok(()) };
        self.model().set_fate(&message.body, Fate::Going);
        answered!(client.delete_message(url, &message.receipt_handle));
        self.model().set_fate(&message.body, Fate::Gone);
        Ok(())
    }

    async fn put_record(&self, count: u64) -> Outcome<()> {
        let data = format!("{} {count} {:x}", self.number, self.random.next_u64());
        let place = {
            let mut model = self.model();
            let records = model.records.entry(self.number).or_default();
            records.push((data.clone(), None));
            records.len() - 1
        };
        let key = self.number.to_string();
        let put = answered!(self.clients.streams.put_record("events", key, data.into_bytes()));
        let number = put.sequence_number.as_str().to_owned();
        self.model().records.get_mut(&self.number).unwrap()[place].1 = Some(number);
        Ok(())
    }

    /// One of the worker's own keys: what is done to a key is done one after another.
    fn key(&self) -> String {
        format!("{}/{}", self.number, self.random.below(4))
    }

    /// Mostly small; one in four is a file.
    fn content(&self) -> Content {
        let size = if self.random.below(4) == 0 {
            17_000 + self.random.below(60_000)
        } else {
            self.random.below(2_000)
        };
        (self.random.next_u64(), usize::try_from(size).unwrap())
    }

    async fn put_object(&self) -> Outcome<()> {
        let (key, content) = (self.key(), self.content());
        self.model().object_asked(&key, Some(content));
        let put = answered!(self.clients.storage.put_object("invoices", &*key, bytes_of(content)));
        self.model().object_done(&key, Some(content));
        self.model().told.insert(put.e_tag.unquoted().to_owned());
        Ok(())
    }

    async fn delete_object(&self) -> Outcome<()> {
        let key = self.key();
        self.model().object_asked(&key, None);
        answered!(self.clients.storage.delete_object("invoices", &*key));
        self.model().object_done(&key, None);
        Ok(())
    }

    async fn upload_in_parts(&self) -> Outcome<()> {
        let (client, key, number) = (&self.clients.storage, self.key(), self.random.next_u64());
        // A part is 5 MiB at least, unless it is the last one.
        let content = (number, 40_000);
        let upload = answered!(client.create_multipart_upload("invoices", &*key)).upload.upload_id;
        let part = answered!(client.upload_part("invoices", &*key, &upload, 1, bytes_of(content)));
        self.model().object_asked(&key, Some(content));
        let parts = [CompletedPart::new(1, part.e_tag)];
        let made = answered!(client.complete_multipart_upload("invoices", &*key, &upload, parts));
        self.model().object_done(&key, Some(content));
        self.model().told.insert(made.object.e_tag.unquoted().to_owned());
        Ok(())
    }
}
