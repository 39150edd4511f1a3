//! The conformance cases of streams on the mock: in process, where no time passes, and served on a loopback port.

use std::time::Duration;

use void_core::{Config, Credentials};
use void_local::serve;
use void_streams_sdk::{VoidStreamsClient, mock::MockStreams};
use void_tests::conformance::streams::{self, CaseResult, Target};

macro_rules! in_process {
    ($($module:ident { $($case:ident)* })*) => {
        mod in_process {
            $(mod $module {
                $(#[tokio::test(start_paused = true)]
                async fn $case() -> crate::CaseResult {
                    let mock = crate::MockStreams::new();
                    crate::streams::$module::$case(crate::Target::new(mock.client())).await
                })*
            })*
        }
        /// As the service does it: a stream is being made, changed and deleted for a while.
        mod in_process_and_slowly {
            $(mod $module {
                $(#[tokio::test(start_paused = true)]
                async fn $case() -> crate::CaseResult {
                    let mock = crate::MockStreams::builder().transition_time(crate::Duration::from_secs(20)).build();
                    crate::streams::$module::$case(crate::Target::new(mock.client())).await
                })*
            })*
        }
    };
}
void_tests::stream_cases!(in_process);

macro_rules! served {
    ($($module:ident { $($case:ident)* })*) => {
        mod served {
            $(mod $module {
                $(#[tokio::test]
                async fn $case() -> crate::CaseResult {
                    crate::on_the_served_mock(crate::streams::$module::$case).await
                })*
            })*
        }
    };
}
void_tests::stream_cases!(served);

/// Runs a case through a socket, in real time, with signatures verified.
async fn on_the_served_mock<F>(case: fn(Target) -> F) -> CaseResult
where
    F: Future<Output = CaseResult>,
{
    let credentials = Credentials::new("AKIDCONFORMANCE", "conformance/secret+key");
    let mock = MockStreams::builder()
        .region("eu-west-7")
        .credentials(credentials.clone())
        .verify_signatures()
        .build();
    let loopback = "127.0.0.1:0".parse().expect("an address");
    let server = serve(mock.transport(), loopback).await.expect("a free port");
    let config = Config::builder().endpoint_url(&*server.url()).region("eu-west-7").credentials(credentials);
    case(Target::new(VoidStreamsClient::new(config.build()))).await?;
    server.shutdown().await;
    Ok(())
}
