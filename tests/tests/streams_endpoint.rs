//! The conformance cases of streams on the endpoint that the environment names, as `endpoint.rs` runs those of queues.
//! `tests/foreign/with_moto.py` and `tests/foreign/with_kinesalite.py` set the environment.

use void_streams_sdk::VoidStreamsClient;
use void_tests::conformance::{
    endpoint::{self, variable},
    streams::Target,
};

fn target() -> Target {
    Target::new(VoidStreamsClient::new(endpoint::config(&variable("VOID_SECRET_ACCESS_KEY"))))
}

macro_rules! on_the_endpoint {
    ($($module:ident { $($case:ident)* })*) => {$(
        mod $module {
            $(#[tokio::test]
            async fn $case() {
                let name = concat!(stringify!($module), "::", stringify!($case));
                let case = void_tests::conformance::streams::$module::$case(crate::target());
                crate::endpoint::judge(name, case).await;
            })*
        }
    )*};
}
void_tests::stream_cases!(on_the_endpoint);
