//! The conformance cases on the endpoint that the environment names: our client against a server that we did not write.
//!
//! `VOID_TEST_ENDPOINT` is its URL, `VOID_REGION`, `VOID_ACCESS_KEY_ID` and `VOID_SECRET_ACCESS_KEY` say who calls.
//! `VOID_TEST_DIFFERENCES` names a file with the cases that the endpoint is known to fail, each with its reason; one that
//! passes all the same fails the test, so that the file stays true. Runs with the feature `endpoint` only, and then
//! fails without an endpoint. `tests/foreign/with_moto.py` sets all of it.

use std::{env, fs};

use void_core::{Config, Credentials};
use void_messaging_sdk::VoidMessagingClient;
use void_tests::conformance::{self, CaseResult, Target};

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this test needs an endpoint"))
}

fn client(secret: &str) -> VoidMessagingClient {
    let config = Config::builder()
        .endpoint_url(variable("VOID_TEST_ENDPOINT"))
        .region(variable("VOID_REGION"))
        .credentials(Credentials::new(variable("VOID_ACCESS_KEY_ID"), secret));
    VoidMessagingClient::new(config.build())
}

/// Why the endpoint is known to fail `case`, if it is.
fn known_difference(case: &str) -> Option<String> {
    let path = env::var("VOID_TEST_DIFFERENCES").ok()?;
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut differences = lines.filter_map(|line| line.split_once(": "));
    differences.find(|(name, _)| *name == case).map(|(_, reason)| reason.to_owned())
}

async fn judge<F>(name: &str, case: fn(Target) -> F)
where
    F: Future<Output = CaseResult> + Send + 'static,
{
    let target = Target::new(client(&variable("VOID_SECRET_ACCESS_KEY")));
    let outcome = match tokio::spawn(case(target)).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(panic.to_string()),
    };
    match (outcome, known_difference(name)) {
        (Ok(()), None) => {}
        (Err(error), None) => panic!("{error}"),
        (Err(error), Some(reason)) => println!("differs as known ({reason}): {error}"),
        (Ok(()), Some(reason)) => panic!("passes, though it is said to differ: {reason}"),
    }
}

macro_rules! on_the_endpoint {
    ($($module:ident { $($case:ident)* })*) => {$(
        mod $module {
            $(#[tokio::test]
            async fn $case() {
                let name = concat!(stringify!($module), "::", stringify!($case));
                crate::judge(name, crate::conformance::$module::$case).await;
            })*
        }
    )*};
}
void_tests::cases!(on_the_endpoint);

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let error = client("wrong").list_queues().await.expect_err("the signature does not match");
    // The status alone: moto answers this one in XML, whatever the protocol.
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403), "{error}");
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn what_needs_signing_beyond_the_plain_is_signed_right() -> CaseResult {
    // Characters that a canonical request must not change, in the body and in what becomes of a name.
    let target = Target::new(client(&variable("VOID_SECRET_ACCESS_KEY")));
    let (client, url) = (target.client(), target.queue().await?);
    client.tag_queue(&url, [("key with / + % and ü", "value = & ?")]).await?;
    assert_eq!(client.list_queue_tags(&url).await?.tags["key with / + % and ü"], "value = & ?");
    Ok(())
}
