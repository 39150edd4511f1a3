//! Where calls go, as whom, and what they carry.

use super::*;
use crate::{
    credentials::{Credentials, CredentialsError, ProvideCredentials},
    error::CallErrorKind,
    trace::TraceContext,
};

fn header<'seen>(seen: &'seen Seen, name: &str) -> &'seen str {
    seen.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn calls_go_to_the_endpoint_and_say_what_they_are() {
    let script = Script::new([]);
    let pipeline = script.pipeline();
    send(&pipeline).await.unwrap();
    let mut elsewhere = request();
    *elsewhere.uri_mut() = Uri::from_static("http://elsewhere:1/1/queue");
    pipeline.call("SendMessage", elsewhere, CallOptions::default()).await.unwrap();
    assert_eq!(
        script.read(|seen| seen.uri.to_string()),
        ["http://localhost:4566/", "http://elsewhere:1/1/queue"]
    );
    let expected = OperationInfo { service: "messaging", operation: "SendMessage", attempt: 1 };
    assert_eq!(script.read(|seen| seen.info), [expected; 2]);
    assert!(
        script.read(|seen| header(seen, "user-agent").starts_with("void-sdk-rust/")).iter().all(|is| *is)
    );
}

#[tokio::test]
async fn a_mock_is_called_unsigned_without_credentials_and_signed_with_them() {
    let script = Script::new([]);
    send(&script.pipeline()).await.unwrap();
    let config = || script.config().credentials(Credentials::new("AKID", "secret"));
    send(&Pipeline::new(SERVICE, config().build())).await.unwrap();
    send(&Pipeline::new(SERVICE, config().region("eu-central-1").build())).await.unwrap();
    send(&Pipeline::new(SERVICE, config().unsigned().build())).await.unwrap();
    let authorizations = script.read(|seen| header(seen, "authorization").to_owned());
    assert_eq!((authorizations[0].as_str(), authorizations[3].as_str()), ("", ""));
    assert!(authorizations[1].contains("AKID/20231114/us-east-1/sqs/aws4_request"), "{authorizations:?}");
    assert!(authorizations[2].contains("AKID/20231114/eu-central-1/sqs/aws4_request"), "{authorizations:?}");
}

async fn config_error(builder: ConfigBuilder) -> String {
    let error = send(&Pipeline::new(SERVICE, builder.build())).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::Config(_)), "{error:?}");
    assert!(!error.may_have_been_applied() && !error.is_retryable());
    error.to_string()
}

#[cfg(feature = "http")]
#[tokio::test]
async fn a_real_endpoint_is_not_called_without_credentials_or_region() {
    let error = config_error(Config::builder().region("eu-central-1")).await;
    assert!(error.contains("ConfigBuilder::credentials") && error.contains("Config::from_env"), "{error}");
    let empty = crate::config::Environment::from_vars([
        ("AWS_CONFIG_FILE", "/nowhere/config"),
        ("VOID_REGION", "eu-central-1"),
    ]);
    let error = config_error(Config::builder().environment(&empty).unwrap()).await;
    for place in ["VOID_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", "/nowhere/config", "\"default\""] {
        assert!(error.contains(place), "{place}: {error}");
    }
    let error = config_error(Config::builder().credentials(Credentials::new("AKID", "secret"))).await;
    assert!(error.contains("VOID_REGION"), "{error}");
}

#[cfg(not(feature = "http"))]
#[tokio::test]
async fn without_a_transport_the_error_says_what_is_missing() {
    let error = config_error(Config::builder().unsigned().region("eu-central-1")).await;
    assert!(error.contains("feature `http`"), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_is_none_is_the_calls_error() {
    let script = Script::new([]);
    let error = config_error(script.config().endpoint_url("localhost:4566")).await;
    assert!(error.contains("write it like http://localhost:4566"), "{error}");
    assert_eq!(script.count(), 0);
}

#[derive(Debug)]
struct Broken;

#[async_trait]
impl ProvideCredentials for Broken {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        Err(CredentialsError::new("the vault is sealed").caused_by("status 503"))
    }
}

#[tokio::test]
async fn credentials_that_cannot_be_had_are_the_calls_error() {
    let script = Script::new([]);
    let error = config_error(script.config().credentials(Broken)).await;
    assert_eq!(error, "SendMessage: the vault is sealed: status 503");
    assert_eq!(script.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn credentials_are_asked_for_within_the_attempts_time() {
    #[derive(Debug)]
    struct Slow;

    #[async_trait]
    impl ProvideCredentials for Slow {
        async fn credentials(&self) -> Result<Credentials, CredentialsError> {
            std::future::pending().await
        }
    }

    let script = Script::new([]);
    let config = script.config().credentials(Slow).call_timeout(Duration::from_secs(2)).build();
    assert!(send(&Pipeline::new(SERVICE, config)).await.unwrap_err().is_timeout());
    assert_eq!(script.clock.now().since(START).as_secs(), 2);
}

#[tokio::test]
async fn the_trace_goes_along() {
    let script = Script::new([]);
    let pipeline = script.pipeline();
    let trace =
        TraceContext::parse("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
            .unwrap();
    send(&pipeline).await.unwrap();
    trace.clone().scope(send(&pipeline)).await.unwrap();
    let mut own = request();
    own.headers_mut().insert("x-amzn-trace-id", "Root=mine".parse().unwrap());
    let options = CallOptions::default();
    trace.clone().scope(pipeline.call("SendMessage", own, options)).await.unwrap();
    let headers = script.read(|seen| header(seen, "x-amzn-trace-id").to_owned());
    assert_eq!(headers, [String::new(), trace.to_string(), "Root=mine".to_owned()]);
}

#[tokio::test]
async fn nothing_that_is_secret_shows() {
    let script = Script::new([refuse(400, "InvalidParameterValue")]);
    let config = script.config().credentials(Credentials::new("AKID", "a secret")).build();
    let pipeline = Pipeline::new(SERVICE, config);
    let error = send(&pipeline).await.unwrap_err();
    let shown = format!("{pipeline:?} {error:?} {error}");
    assert!(!shown.contains("a secret") && !shown.contains("hello"), "{shown}");
}
