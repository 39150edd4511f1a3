//! The loop: next, invoke, answer.

use std::{sync::Arc, time::Duration};

use void_core::{SystemClock, time::timeout};

use super::{
    api::{Acceptance, Invocation, RuntimeApi},
    error::{RuntimeError, RuntimeErrorKind},
    invocation::{Process, too_large},
    shutdown::Shutdown,
};

/// How many unusable answers to `next` in a row the loop puts up with.
const MAX_BAD_ANSWERS: u32 = 5;

/// How long an invocation that crosses the request to shut down is waited for.
const LAST_CALL: Duration = Duration::from_millis(20);

/// Takes invocations one after the other until a shutdown is requested.
pub(super) async fn work(
    mut api: RuntimeApi,
    process: Arc<Process>,
    shutdown: Shutdown,
) -> Result<(), RuntimeError> {
    let mut bad_answers = 0;
    while !shutdown.is_requested() {
        let Some(next) = next(&mut api, &shutdown).await else { break };
        match next? {
            Ok(invocation) => {
                bad_answers = 0;
                answer(&mut api, &process, invocation).await?;
            }
            Err(message) => {
                bad_answers += 1;
                tracing::error!(error = message, "the host's answer is not an invocation");
                if bad_answers == MAX_BAD_ANSWERS {
                    return Err(RuntimeError::new(RuntimeErrorKind::RuntimeApi, message));
                }
            }
        }
    }
    Ok(())
}

/// Waits for the next invocation; `None` when a shutdown is requested first.
async fn next(
    api: &mut RuntimeApi,
    shutdown: &Shutdown,
) -> Option<Result<Result<Invocation, String>, RuntimeError>> {
    let mut next = std::pin::pin!(api.next());
    tokio::select! {
        biased;
        next = &mut next => Some(next),
        // What the host handed out just before it sent the signal is still on its way.
        () = shutdown.requested() => timeout(&SystemClock::new(), LAST_CALL, next).await.ok(),
    }
}

async fn answer(api: &mut RuntimeApi, process: &Process, invocation: Invocation) -> Result<(), RuntimeError> {
    let request_id = invocation.request_id.clone();
    let acceptance = match process.invoke(invocation).await {
        Ok(reply) => {
            let bytes = reply.len();
            match api.respond(&request_id, reply).await? {
                Acceptance::TooLarge => api.fail(&request_id, &too_large(bytes)).await?,
                acceptance => acceptance,
            }
        }
        Err(error) => api.fail(&request_id, &error).await?,
    };
    if acceptance != Acceptance::Taken {
        tracing::warn!(request_id, ?acceptance, "the host did not take the answer");
    }
    Ok(())
}
