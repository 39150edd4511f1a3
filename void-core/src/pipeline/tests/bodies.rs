//! Bodies: those that are slow, and those that are in chunks or hold an error.

use http::{HeaderName, StatusCode, response};

use super::*;
use crate::{
    credentials::Credentials,
    error::ServiceError,
    pipeline::HostPrefix,
    signing::{NewTrailer, Payload, Trailer},
};

async fn read(pipeline: &Pipeline, options: CallOptions) -> Result<Bytes, TransportError> {
    let response = pipeline.call("GetObject", request(), options).await.unwrap();
    response.into_body().into_bytes(1024).await
}

#[tokio::test(start_paused = true)]
async fn a_body_that_brings_nothing_for_an_attempts_time_breaks_off() {
    let script = Script::new([Step::Stall]);
    let pipeline = Pipeline::new(SERVICE, script.config().attempt_timeout(Duration::from_secs(3)).build());
    let error = read(&pipeline, CallOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert_eq!(error.to_string(), "the response's body brought nothing for 3s");
    assert_eq!(script.clock.now().since(START), Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_may_be_quiet_is_waited_for() {
    let script = Script::new([Step::Stall]);
    let options = CallOptions { quiet_body: true, ..CallOptions::default() };
    let (pipeline, clock) = (script.pipeline(), Arc::clone(&script.clock));
    let read = read(&pipeline, options);
    let waited = crate::time::timeout(&*clock, Duration::from_secs(3600), read).await;
    assert!(waited.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_large_body_has_the_time_that_a_slow_network_takes() {
    let script = Script::new([Step::Hang, ok()]);
    let config = script.config().attempt_timeout(Duration::from_secs(3)).build();
    let mut request = request();
    *request.body_mut() = Body::from(vec![0; 640 * 1024]);
    Pipeline::new(SERVICE, config).call_bytes("PutObject", request, CallOptions::default()).await.unwrap();
    assert_eq!(script.gaps()[0].as_secs(), 3 + 10);
}

/// The error is the whole body.
fn error_in_body(parts: &response::Parts, body: &[u8]) -> Option<ServiceError> {
    let code = std::str::from_utf8(body).ok()?.strip_prefix("error ")?.to_owned();
    Some(ServiceError {
        code,
        query_code: None,
        message: String::new(),
        status: parts.status,
        request_id: None,
    })
}

const STORAGE: Service = Service {
    name: "storage",
    aws_name: "S3",
    signing_name: "s3",
    rules: Rules::S3,
    error_in_body: Some(error_in_body),
    ..SERVICE
};

fn storage(script: &Script) -> Pipeline {
    let config = script.config().credentials(Credentials::new("AKID", "secret")).region("eu-central-1");
    Pipeline::new(STORAGE, config.build())
}

fn answer(text: &'static str) -> Step {
    Step::Answer(200, Vec::new(), text)
}

#[tokio::test(start_paused = true)]
async fn an_error_in_an_answer_of_status_200_is_the_calls() {
    let may_hold = CallOptions { error_in_success: true, ..CallOptions::default() };
    for (code, attempts) in
        [("InternalError", 3), ("SlowDown", 3), ("ServiceUnavailable", 3), ("InvalidPart", 1)]
    {
        let text: &'static str = format!("error {code}").leak();
        let script = Script::new([answer(text), answer(text), answer(text)]);
        let error = send_with(&storage(&script), may_hold).await.unwrap_err();
        assert_eq!((error.code(), error.status()), (Some(code), Some(StatusCode::OK)));
        assert_eq!((script.count(), error.is_retryable()), (attempts, attempts > 1), "{code}");
        assert_eq!(error.may_have_been_applied(), code == "InternalError", "{code}");
    }
    let script = Script::new([answer("error InternalError"), answer("done")]);
    assert_eq!(send_with(&storage(&script), may_hold).await.unwrap().body(), "done");
    // What an object holds is no error.
    let script = Script::new([answer("error InternalError")]);
    assert_eq!(send(&storage(&script)).await.unwrap().body(), "error InternalError");
}

/// How many bytes passed, in six digits.
#[derive(Debug)]
struct Count(usize);

impl NewTrailer for Count {
    fn name(&self) -> HeaderName {
        HeaderName::from_static("x-amz-checksum-count")
    }

    fn value_len(&self) -> usize {
        6
    }

    fn start(&self) -> Box<dyn Trailer> {
        Box::new(Self(0))
    }
}

impl Trailer for Count {
    fn update(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn finish(self: Box<Self>) -> String {
        format!("{:06}", self.0)
    }
}

fn chunked(signed: bool, trailer: Option<Arc<dyn NewTrailer>>) -> Request<Body> {
    let mut request = request();
    request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    request.extensions_mut().insert(Payload::Chunked { signed, trailer });
    request
}

#[tokio::test(start_paused = true)]
async fn each_attempt_sends_the_body_in_chunks_from_its_beginning() {
    let script = Script::new([refuse(503, "SlowDown")]);
    let request = chunked(true, Some(Arc::new(Count(0))));
    storage(&script).call_bytes("PutObject", request, CallOptions::default()).await.unwrap();
    let bodies = script.read(|seen| String::from_utf8(seen.body.to_vec()).unwrap());
    assert_eq!(bodies.len(), 2);
    for body in bodies {
        assert!(
            body.starts_with("5;chunk-signature=") && body.contains("\r\nhello\r\n0;chunk-signature="),
            "{body}"
        );
        assert!(body.contains("\r\nx-amz-checksum-count:000005\r\nx-amz-trailer-signature:"), "{body}");
    }
    let headers = |name: &str| script.read(|seen| seen.headers[name].to_str().unwrap().to_owned());
    assert_eq!(headers("content-encoding"), ["aws-chunked,gzip"; 2]);
    assert_eq!(headers("x-amz-decoded-content-length"), ["5"; 2]);
    assert_eq!(headers("x-amz-trailer"), ["x-amz-checksum-count"; 2]);
    assert_eq!(headers("x-amz-content-sha256"), ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"; 2]);
    assert_eq!(headers("content-length"), script.read(|seen| seen.body.len().to_string()));
}

#[tokio::test]
async fn a_client_that_signs_nothing_signs_no_chunk() {
    let script = Script::new([]);
    let pipeline = Pipeline::new(STORAGE, script.config().build());
    let options = CallOptions::default();
    pipeline.call("PutObject", chunked(true, Some(Arc::new(Count(0)))), options).await.unwrap();
    // Nothing would follow the chunks: there is no use in them.
    pipeline.call("PutObject", chunked(true, None), options).await.unwrap();
    let bodies = script.read(|seen| String::from_utf8(seen.body.to_vec()).unwrap());
    assert_eq!(bodies, ["5\r\nhello\r\n0\r\nx-amz-checksum-count:000005\r\n\r\n", "hello"]);
    let declared = script.read(|seen| seen.headers.get("x-amz-content-sha256").cloned());
    assert_eq!(declared[0].as_ref().unwrap(), "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    assert_eq!(declared[1], None);
}

#[tokio::test]
async fn chunks_need_a_length_that_is_known() {
    let script = Script::new([]);
    let mut request = chunked(true, None);
    *request.body_mut() = Body::from_stream(Stalling);
    let error = storage(&script).call("PutObject", request, CallOptions::default()).await.unwrap_err();
    assert!(error.to_string().contains("length that is known"), "{error}");
    assert_eq!(script.count(), 0);
}

#[tokio::test]
async fn a_bucket_goes_in_front_of_the_host_of_calls_and_presigned_urls() {
    let script = Script::new([]);
    let pipeline = storage(&script);
    let prefixed = || {
        let mut request = request();
        request.extensions_mut().insert(HostPrefix("bucket.".to_owned()));
        request
    };
    let url = pipeline.presign("GetObject", prefixed(), Duration::from_secs(60)).await.unwrap();
    pipeline.call("PutObject", prefixed(), CallOptions::default()).await.unwrap();
    assert_eq!(script.read(|seen| seen.uri.to_string()), ["http://bucket.localhost:4566/"]);
    assert!(url.to_string().starts_with("http://bucket.localhost:4566/?X-Amz-Algorithm="), "{url}");
    assert_eq!(pipeline.endpoint_host(), Some("localhost"));
    assert!(!pipeline.endpoint_is_default());
    let unsigned = Pipeline::new(STORAGE, script.config().build());
    assert!(unsigned.presign("GetObject", request(), Duration::from_secs(60)).await.is_err());
    assert!(unsigned.policy_signer("PostObject").await.is_err());
}
