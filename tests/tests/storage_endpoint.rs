//! The conformance cases of storage on the endpoint that the environment names, as `endpoint.rs` runs those of queues.
//! `tests/foreign/with_moto.py` and `tests/foreign/with_s3s_fs.py` set the environment.

use void_core::HttpTransport;
use void_storage_sdk::VoidStorageClient;
use void_tests::conformance::{
    endpoint::{self, variable},
    storage::Target,
};

fn target() -> Target {
    let config = endpoint::config(&variable("VOID_SECRET_ACCESS_KEY"));
    Target::new(VoidStorageClient::new(config), HttpTransport::new())
}

macro_rules! on_the_endpoint {
    ($($module:ident { $($case:ident)* })*) => {$(
        mod $module {
            $(#[tokio::test]
            async fn $case() {
                let name = concat!(stringify!($module), "::", stringify!($case));
                let case = void_tests::conformance::storage::$module::$case(crate::target());
                crate::endpoint::judge(name, case).await;
            })*
        }
    )*};
}
void_tests::storage_cases!(on_the_endpoint);
