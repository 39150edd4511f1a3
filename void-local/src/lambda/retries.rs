//! Invocations that nobody waits for.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use void_core::{ChangeLogError, Timestamp};

use crate::cloud::LocalCloud;

/// How long Lambda waits before the first retry and before the second.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>
const BACKOFF: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];
/// What the names of invocations begin with, where they are kept.
const INVOCATIONS: &str = "invocation/";

/// An invocation that nobody waits for, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Accepted {
    function: String,
    /// JSON.
    payload: String,
    /// Which try it is next, from 1.
    attempt: u32,
    due_at: Timestamp,
}

/// Accepts an invocation: from then on it runs until it succeeds, its error is terminal, or it failed three times. All tries
/// have one request id. Where anything lasts, it does from now on.
pub(super) async fn accept(
    cloud: &LocalCloud,
    request_id: String,
    function: String,
    payload: &Bytes,
) -> Result<(), ChangeLogError> {
    let payload = String::from_utf8_lossy(payload).into_owned();
    let accepted = Accepted { function, payload, attempt: 1, due_at: cloud.now() };
    if let Some(table) = cloud.kept() {
        table.set(&name(&request_id), &accepted);
        table.durable().await?;
    }
    tokio::spawn(run(cloud.clone(), request_id, accepted));
    Ok(())
}

/// Goes on with those that were accepted before a restart.
pub(crate) fn go_on(cloud: &LocalCloud) {
    let kept = cloud.kept().map(|table| table.all::<Accepted>(INVOCATIONS)).unwrap_or_default();
    for (request_id, accepted) in kept {
        tokio::spawn(run(cloud.clone(), request_id, accepted));
    }
}

async fn run(cloud: LocalCloud, request_id: String, mut accepted: Accepted) {
    while let Some(again) = attempt(&cloud, &request_id, &accepted).await {
        accepted = again;
        if let Some(table) = cloud.kept() {
            table.set(&name(&request_id), &accepted);
        }
    }
    if let Some(table) = cloud.kept() {
        table.remove(&name(&request_id));
    }
}

/// Tries it when it is due. Gives what is next, unless it is done with.
async fn attempt(cloud: &LocalCloud, request_id: &str, accepted: &Accepted) -> Option<Accepted> {
    let Accepted { function, payload, attempt, due_at } = accepted.clone();
    let clock = cloud.clock();
    clock.sleep_until(due_at).await;
    let answer = cloud
        .invoke_as_request(request_id.to_owned(), Some(attempt), &function, payload.clone().into())
        .await;
    let wait = usize::try_from(attempt - 1).ok().and_then(|place| BACKOFF.get(place));
    match (answer, wait) {
        (Ok(Ok(_)), _) => None,
        (Ok(Err(error)), Some(wait)) if !error.is_terminal() => {
            Some(Accepted { function, payload, attempt: attempt + 1, due_at: clock.now() + *wait })
        }
        (Ok(Err(error)), _) => {
            tracing::warn!(function, request_id, error = error.message(), "an event was given up");
            None
        }
        (Err(error), _) => {
            tracing::warn!(function, request_id, %error, "an event was given up");
            None
        }
    }
}

fn name(request_id: &str) -> String {
    format!("{INVOCATIONS}{request_id}")
}
