//! A stream that a test decides for, record by record.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use void_core::{
    Body, Config, Random, SharedClock, SystemClock, Timestamp, TransportError, TransportErrorKind,
    retry::RetryPolicy, transport_fn,
};
use void_streams_sdk::{Producer, ProducerBuilder, VoidStreamsClient, types::HashKey};

/// A record as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) key: String,
    pub(crate) hash_key: Option<HashKey>,
    pub(crate) data: Vec<u8>,
}

impl Sent {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.data).unwrap()
    }

    fn place(&self) -> u128 {
        self.hash_key.unwrap_or_else(|| HashKey::of_partition_key(&self.key)).0
    }
}

/// What becomes of a whole call.
pub(crate) enum Whole {
    Refused(u16, &'static str),
    /// It is carried out, and the answer is lost.
    Lost,
    Panics,
}

type Refuse = Box<dyn FnMut(&Sent) -> Option<&'static str> + Send>;
type RefuseCall = Box<dyn FnMut(&[Sent]) -> Option<Whole> + Send>;

/// What a service knows and does.
pub(crate) struct State {
    /// How long a call takes.
    pub(crate) takes: Duration,
    /// Whether a record fails, and with which code.
    pub(crate) refuse: Refuse,
    /// Whether a call as a whole fails: it has these records.
    pub(crate) refuse_call: RefuseCall,
    /// The open shards, by the first hash key of each. None: ListShards is denied.
    pub(crate) shards: Option<Vec<(u128, &'static str)>>,
    /// What ListShards answers first, in place of the shards as they are.
    pub(crate) stale_shards: VecDeque<Vec<(u128, &'static str)>>,
    /// Whether records go into the last shard, whatever their keys.
    pub(crate) spreads: bool,
    pub(crate) calls: Vec<(Duration, Vec<Sent>)>,
    pub(crate) stored: Vec<(&'static str, Sent)>,
    pub(crate) listed: usize,
    pub(crate) most_at_once: usize,
    under_way: Vec<HashSet<String>>,
    pub(crate) shared_keys: usize,
}

#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) clock: SharedClock,
    started: Timestamp,
    state: Arc<Mutex<State>>,
}

impl Service {
    pub(crate) fn new() -> Self {
        let clock: SharedClock = Arc::new(SystemClock::new());
        let state = State {
            takes: Duration::ZERO,
            refuse: Box::new(|_| None),
            refuse_call: Box::new(|_| None),
            shards: Some(vec![(0, "shardId-000000000000")]),
            stale_shards: VecDeque::new(),
            spreads: false,
            calls: Vec::new(),
            stored: Vec::new(),
            listed: 0,
            most_at_once: 0,
            under_way: Vec::new(),
            shared_keys: 0,
        };
        Self { started: clock.now(), clock, state: Arc::new(Mutex::new(state)) }
    }

    pub(crate) fn with(change: impl FnOnce(&mut State)) -> Self {
        let service = Self::new();
        change(&mut service.state());
        service
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The client tries a call once, so that what is tried again is the producer's.
    pub(crate) fn client(&self) -> VoidStreamsClient {
        let service = self.clone();
        let transport = transport_fn(move |request: http::Request<Body>| {
            let service = service.clone();
            async move { service.answer(request).await }
        });
        let config = Config::builder()
            .region("eu-central-1")
            .endpoint_url("http://localhost:4566")
            .transport(transport)
            .retry(RetryPolicy::attempts(1))
            .clock(Arc::clone(&self.clock))
            .random(Random::from_seed(7));
        VoidStreamsClient::new(config.build())
    }

    pub(crate) fn producer(&self, set_up: impl FnOnce(ProducerBuilder) -> ProducerBuilder) -> Producer {
        set_up(Producer::builder(&self.client(), "orders")).start()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.now().since(self.started)
    }

    /// When each call came, in milliseconds, and how many records it had.
    pub(crate) fn sizes(&self) -> Vec<(u128, usize)> {
        self.state().calls.iter().map(|(at, records)| (at.as_millis(), records.len())).collect()
    }

    /// The texts of the records that are stored, in their order.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.state().stored.iter().map(|(_, sent)| sent.text().to_owned()).collect()
    }

    async fn answer(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let target = request.headers()["x-amz-target"].to_str().unwrap().to_owned();
        let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
        if target.ends_with("ListShards") {
            return Ok(self.list_shards());
        }
        let records: Vec<_> = body["Records"].as_array().unwrap().iter().map(sent).collect();
        let whole = self.begin(&records);
        let done = self.clock.now() + self.state().takes;
        self.clock.sleep_until(done).await;
        self.state().under_way.retain(|keys| !records.iter().any(|record| keys.contains(&record.key)));
        match whole {
            Some(Whole::Refused(status, code)) => Ok(error(status, code)),
            Some(Whole::Panics) => panic!("the transport panics"),
            Some(Whole::Lost) => {
                let _lost = self.put(records);
                Err(TransportError::new(TransportErrorKind::Timeout, "no answer in time"))
            }
            None => Ok(http::Response::new(Body::from(self.put(records).to_string()))),
        }
    }

    fn begin(&self, records: &[Sent]) -> Option<Whole> {
        let at = self.elapsed();
        let mut state = self.state();
        state.calls.push((at, records.to_vec()));
        let keys: HashSet<_> = records.iter().map(|record| record.key.clone()).collect();
        if keys.len() < records.len() || state.under_way.iter().any(|other| !other.is_disjoint(&keys)) {
            state.shared_keys += 1;
        }
        state.under_way.push(keys);
        state.most_at_once = state.most_at_once.max(state.under_way.len());
        (state.refuse_call)(records)
    }

    fn put(&self, records: Vec<Sent>) -> Value {
        let mut state = self.state();
        let mut results = Vec::new();
        for record in records {
            if let Some(code) = (state.refuse)(&record) {
                results.push(json!({"ErrorCode": code, "ErrorMessage": "no"}));
                continue;
            }
            let shards = state.shards.clone().unwrap_or_else(|| vec![(0, "shardId-000000000000")]);
            let place = if state.spreads { u128::MAX } else { record.place() };
            let (_, shard) = *shards.iter().rfind(|(first, _)| *first <= place).unwrap();
            state.stored.push((shard, record));
            results.push(json!({"ShardId": shard, "SequenceNumber": state.stored.len().to_string()}));
        }
        json!({"FailedRecordCount": 0, "Records": results})
    }

    fn list_shards(&self) -> http::Response<Body> {
        let mut state = self.state();
        state.listed += 1;
        let stale = state.stale_shards.pop_front();
        let Some(shards) = stale.or_else(|| state.shards.clone()) else {
            return error(400, "AccessDeniedException");
        };
        let ends = shards.iter().skip(1).map(|(first, _)| first - 1).chain([u128::MAX]);
        let shards: Vec<_> = shards
            .iter()
            .zip(ends)
            .map(|((first, id), last)| {
                json!({
                    "ShardId": id,
                    "HashKeyRange": {"StartingHashKey": first.to_string(), "EndingHashKey": last.to_string()},
                    "SequenceNumberRange": {"StartingSequenceNumber": "1"},
                })
            })
            .collect();
        http::Response::new(Body::from(json!({ "Shards": shards }).to_string()))
    }
}

fn sent(record: &Value) -> Sent {
    Sent {
        key: record["PartitionKey"].as_str().unwrap().to_owned(),
        hash_key: record["ExplicitHashKey"].as_str().map(|key| key.parse().unwrap()),
        data: STANDARD.decode(record["Data"].as_str().unwrap()).unwrap(),
    }
}

fn error(status: u16, code: &str) -> http::Response<Body> {
    let body = json!({"__type": code, "message": "no"}).to_string();
    http::Response::builder().status(status).body(Body::from(body)).unwrap()
}

/// A runtime whose time is paused, for a property.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// Refuses with `code` as long as `fates` say so, and then no more.
pub(crate) fn refusing(code: &'static str, fates: Vec<bool>) -> Refuse {
    let mut fates = VecDeque::from(fates);
    Box::new(move |_| fates.pop_front().is_some_and(|fails| fails).then_some(code))
}

pub(crate) const THROTTLED: &str = "ProvisionedThroughputExceededException";
