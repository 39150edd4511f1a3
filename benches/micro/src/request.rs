//! A request on its way out: built, and signed.

use std::hint::black_box;

use criterion::Criterion;
use http::Request;
use void_core::{
    Body, Credentials, Timestamp,
    protocol::aws_json::{self, Version},
    signing::Signer,
};
use void_messaging_sdk::operations::SendMessageRequest;

use crate::BODY;

/// What it takes to build and sign a request.
#[derive(Debug)]
pub struct Sender {
    input: SendMessageRequest,
    signer: Signer,
    credentials: Credentials,
}

impl Default for Sender {
    fn default() -> Self {
        let input = serde_json::json!({
            "QueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
            "MessageBody": BODY,
            "MessageAttributes": {"EventType": {"DataType": "String", "StringValue": "OrderPlaced"}},
        });
        Self {
            input: serde_json::from_value(input).expect("it is a request"),
            signer: Signer::new("eu-central-1", "sqs"),
            credentials: Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        }
    }
}

impl Sender {
    /// Builds a request as the client does.
    #[must_use]
    pub fn build(&self) -> Request<Body> {
        let mut request =
            aws_json::request(Version::V1_0, "SendMessage", "AmazonSQS.SendMessage", &self.input)
                .expect("it can be written");
        *request.uri_mut() = http::Uri::from_static("https://sqs.eu-central-1.amazonaws.com/");
        request
    }

    /// Signs it.
    pub fn sign(&self, request: &mut Request<Body>) {
        let now = Timestamp::from_secs(1_700_000_000);
        self.signer.sign(request, &self.credentials, now).expect("it can be signed");
    }
}

/// Building a request, and building and signing one.
pub fn benches(criterion: &mut Criterion) {
    let sender = Sender::default();
    let mut group = criterion.benchmark_group("request");
    group.bench_function("build", |bencher| bencher.iter(|| black_box(sender.build())));
    group.bench_function("build and sign", |bencher| {
        bencher.iter(|| {
            let mut request = sender.build();
            sender.sign(&mut request);
            request
        });
    });
    group.finish();
}
