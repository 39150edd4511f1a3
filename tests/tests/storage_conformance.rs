//! The conformance cases of storage on the mock: in process, and served on a loopback port.

use void_core::{Config, Credentials, HttpTransport};
use void_local::serve;
use void_storage_sdk::{VoidStorageClient, mock::MockStorage};
use void_tests::conformance::storage::{self, CaseResult, Target};

macro_rules! in_process {
    ($($module:ident { $($case:ident)* })*) => {
        mod in_process {
            $(mod $module {
                $(#[tokio::test(start_paused = true)]
                async fn $case() -> crate::CaseResult {
                    let mock = crate::mock();
                    let target = crate::Target::new(mock.client(), mock.transport());
                    crate::storage::$module::$case(target).await
                })*
            })*
        }
    };
}
void_tests::storage_cases!(in_process);

macro_rules! served {
    ($($module:ident { $($case:ident)* })*) => {
        mod served {
            $(mod $module {
                $(#[tokio::test]
                async fn $case() -> crate::CaseResult {
                    crate::on_the_served_mock(crate::storage::$module::$case).await
                })*
            })*
        }
    };
}
void_tests::storage_cases!(served);

/// A mock with signatures verified.
fn mock() -> MockStorage {
    MockStorage::builder().region("eu-west-7").credentials(credentials()).verify_signatures().build()
}

fn credentials() -> Credentials {
    Credentials::new("AKIDCONFORMANCE", "conformance/secret+key")
}

/// Runs a case through a socket, in real time.
async fn on_the_served_mock<F>(case: fn(Target) -> F) -> CaseResult
where
    F: Future<Output = CaseResult>,
{
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let server = serve(mock().transport(), loopback).await.expect("a free port");
    let config =
        Config::builder().endpoint_url(&*server.url()).region("eu-west-7").credentials(credentials());
    case(Target::new(VoidStorageClient::new(config.build()), HttpTransport::new())).await?;
    server.shutdown().await;
    Ok(())
}
