//! Invocations that nobody waits for.

use std::time::Duration;

use bytes::Bytes;

use crate::cloud::LocalCloud;

/// How long Lambda waits before the first retry and before the second.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const BACKOFF: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];

/// Runs an invocation until it succeeds, its error is terminal, or it failed three times. All tries have one request id.
pub(super) async fn invoke_with_retries(cloud: LocalCloud, request_id: String, name: String, payload: Bytes) {
    let clock = cloud.clock();
    for (attempt, wait) in (1..).zip(BACKOFF.map(Some).into_iter().chain([None])) {
        let answer = cloud.invoke_as_request(request_id.clone(), Some(attempt), &name, payload.clone()).await;
        match (answer, wait) {
            (Ok(Err(error)), Some(wait)) if !error.is_terminal() => {
                clock.sleep_until(clock.now() + wait).await;
            }
            (Ok(Err(error)), _) => {
                tracing::warn!(function = name, request_id, error = error.message(), "an event was given up");
                return;
            }
            (Err(error), _) => {
                tracing::warn!(function = name, request_id, %error, "an event was given up");
                return;
            }
            (Ok(Ok(_)), _) => return,
        }
    }
}
