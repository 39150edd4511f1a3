//! The conformance cases of queues on the endpoint that the environment names: our client against a server that we did not
//! write.
//!
//! `VOID_TEST_ENDPOINT` is its URL, `VOID_REGION`, `VOID_ACCESS_KEY_ID` and `VOID_SECRET_ACCESS_KEY` say who calls.
//! `VOID_TEST_DIFFERENCES` names a file with the cases that the endpoint is known to fail, each with its reason; one that
//! passes all the same fails the test, so that the file stays true. Runs with the feature `endpoint` only, and then
//! fails without an endpoint. `tests/foreign/with_moto.py` sets all of it.

use void_messaging_sdk::VoidMessagingClient;
use void_tests::conformance::{
    CaseResult, Target,
    endpoint::{self, variable},
};

fn client(secret: &str) -> VoidMessagingClient {
    VoidMessagingClient::new(endpoint::config(secret))
}

fn target() -> Target {
    Target::new(client(&variable("VOID_SECRET_ACCESS_KEY")))
}

macro_rules! on_the_endpoint {
    ($($module:ident { $($case:ident)* })*) => {$(
        mod $module {
            $(#[tokio::test]
            async fn $case() {
                let name = concat!(stringify!($module), "::", stringify!($case));
                let case = void_tests::conformance::$module::$case(crate::target());
                crate::endpoint::judge(name, case).await;
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
    let target = target();
    let (client, url) = (target.client(), target.queue().await?);
    client.tag_queue(&url, [("key with / + % and ü", "value = & ?")]).await?;
    assert_eq!(client.list_queue_tags(&url).await?.tags["key with / + % and ü"], "value = & ?");
    Ok(())
}
