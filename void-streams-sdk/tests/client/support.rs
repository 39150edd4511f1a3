//! A transport that answers from a script and keeps what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use void_core::{Body, Config, Random, TransportError, TransportErrorKind, transport_fn};
use void_streams_sdk::VoidStreamsClient;

/// One answer of the script.
pub(crate) enum Answer {
    Json(Value),
    Error(u16, &'static str),
    Silence,
    /// Stores the records for which it says `true`, in their order, and throttles the others.
    Fates(Vec<bool>),
}

/// What the transport was asked: target and body.
pub(crate) type Asked = (String, Value);

#[derive(Clone, Default)]
pub(crate) struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    stored: Arc<Mutex<u64>>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Self::default();
        script.answers.lock().unwrap().extend(answers);
        script
    }

    /// A stream that stores of each call's records those that `fates` says.
    pub(crate) fn fates(fates: Vec<Vec<bool>>) -> Self {
        Self::new(fates.into_iter().map(Answer::Fates))
    }

    pub(crate) fn client(&self) -> VoidStreamsClient {
        let script = self.clone();
        let transport = transport_fn(move |request: http::Request<Body>| {
            let answer = script.answer(request);
            async move { answer }
        });
        VoidStreamsClient::new(
            Config::builder()
                .region("eu-central-1")
                .endpoint_url("http://localhost:4566")
                .transport(transport)
                .random(Random::from_seed(7))
                .build(),
        )
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
        let target = request.headers()["x-amz-target"].to_str().unwrap().to_owned();
        let body = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
        self.asked.lock().unwrap().push((target, Value::clone(&body)));
        let (status, body) = match self.answers.lock().unwrap().pop_front().expect("the script has ended") {
            Answer::Json(body) => (200, body),
            Answer::Error(status, code) => (
                status,
                json!({"__type": format!("com.amazonaws.kinesis.v20131202#{code}"), "message": "no"}),
            ),
            Answer::Fates(fates) => (200, self.store(&body, &fates)),
            Answer::Silence => {
                return Err(TransportError::new(TransportErrorKind::Timeout, "no answer in time"));
            }
        };
        Ok(http::Response::builder().status(status).body(Body::from(body.to_string())).unwrap())
    }

    fn store(&self, body: &Value, fates: &[bool]) -> Value {
        let records = body["Records"].as_array().unwrap().iter().zip(fates);
        let results: Vec<Value> = records
            .map(|(_, stores)| {
                if !*stores {
                    return json!({"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "no"});
                }
                let mut stored = self.stored.lock().unwrap();
                *stored += 1;
                json!({"SequenceNumber": stored.to_string(), "ShardId": "shardId-000000000000"})
            })
            .collect();
        let failed = results.iter().filter(|result| result.get("ErrorCode").is_some()).count();
        json!({"FailedRecordCount": failed, "Records": results})
    }
}
