//! A stream handler that is told what to answer, and remembers what it was given.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use void_function_sdk::{BatchResponse, Handler, HandlerError, VoidContext, VoidStreamEvent};
use void_local::LocalCloud;
use void_streams_sdk::types::HashKey;

pub(crate) type Answer = Result<BatchResponse, HandlerError>;

/// A `void.yaml` with one stream event of these keys.
pub(crate) fn reading(name: &str, stream: &str, keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("      {key}\n")).collect();
    format!(
        "name: {name}\nruntime: rust\nhandler: {name}\nevents:\n  - stream:\n      name: {stream}\n{keys}"
    )
}

/// A batch as the handler saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) event: VoidStreamEvent,
    pub(crate) started_at: Duration,
    pub(crate) ended_at: Duration,
}

impl Seen {
    /// The records' data.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.event.records.iter().map(|record| record.text().unwrap().to_owned()).collect()
    }

    pub(crate) fn keys(&self) -> Vec<&str> {
        self.event.records.iter().map(|record| record.partition_key()).collect()
    }
}

/// A stream handler that answers as it is told.
#[derive(Clone)]
pub(crate) struct Reader {
    origin: void_core::Timestamp,
    latency: Duration,
    answer: Arc<dyn Fn(&VoidStreamEvent) -> Answer + Send + Sync>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Reader {
    /// Succeeds always.
    pub(crate) fn of(cloud: &LocalCloud) -> Self {
        Self::answering(cloud, |_| Ok(BatchResponse::all_done()))
    }

    /// Answers what `answer` says.
    pub(crate) fn answering(
        cloud: &LocalCloud,
        answer: impl Fn(&VoidStreamEvent) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let origin = cloud.timeline().origin();
        Self { origin, latency: Duration::ZERO, answer: Arc::new(answer), seen: Arc::default() }
    }

    /// Fails each batch that has this text in it.
    pub(crate) fn failing_on(cloud: &LocalCloud, text: &'static str) -> Self {
        Self::answering(cloud, move |event| {
            match event.records.iter().any(|record| record.text() == Some(text)) {
                true => Err(HandlerError::from(format!("can't stand {text}"))),
                false => Ok(BatchResponse::all_done()),
            }
        })
    }

    /// Names the records that have this text.
    pub(crate) fn naming(cloud: &LocalCloud, text: &'static str) -> Self {
        Self::answering(cloud, move |event| {
            let bad = event.records.iter().filter(|record| record.text() == Some(text));
            Ok(bad.fold(BatchResponse::all_done(), |response, record| {
                response.failed(record.sequence_number())
            }))
        })
    }

    /// Takes this long for each batch.
    pub(crate) fn slow(self, latency: Duration) -> Self {
        Self { latency, ..self }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The data, batch by batch.
    pub(crate) fn texts(&self) -> Vec<Vec<String>> {
        self.seen().iter().map(Seen::texts).collect()
    }

    /// When each batch came, in seconds after the cloud began.
    pub(crate) fn times(&self) -> Vec<f64> {
        self.seen().iter().map(|seen| seen.started_at.as_secs_f64()).collect()
    }
}

impl Handler<VoidStreamEvent> for Reader {
    type Output = BatchResponse;

    async fn handle(&self, event: VoidStreamEvent, context: VoidContext) -> Answer {
        let answer = (self.answer)(&event);
        let started_at = context.now().since(self.origin);
        let place = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(Seen { event, started_at, ended_at: started_at });
            seen.len() - 1
        };
        context.clock().sleep_until(context.now() + self.latency).await;
        self.seen.lock().unwrap()[place].ended_at = context.now().since(self.origin);
        answer
    }
}

pub(crate) async fn deploy(cloud: &LocalCloud, name: &str, keys: &[&str], reader: &Reader) {
    cloud.deploy(reading(name, "clicks", keys).as_str(), |_| reader.clone()).await.unwrap();
}

/// Puts these texts, each under its key.
pub(crate) fn put(cloud: &LocalCloud, records: &[(&str, &str)]) {
    for (key, text) in records {
        cloud.stream("clicks").put(*key, *text);
    }
}

/// Puts texts into the first or the last shard.
pub(crate) fn put_into(cloud: &LocalCloud, shard: Shard, texts: &[&str]) {
    for text in texts {
        let hash_key = match shard {
            Shard::First => HashKey(0),
            Shard::Last => HashKey(u128::MAX),
        };
        cloud.stream("clicks").put_at(hash_key, *text, *text);
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Shard {
    First,
    Last,
}

/// As many texts as asked for.
pub(crate) fn numbered(count: usize) -> Vec<(&'static str, String)> {
    (0..count).map(|number| ("key", number.to_string())).collect()
}
