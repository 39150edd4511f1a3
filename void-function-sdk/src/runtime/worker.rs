//! The loop: next, invoke, answer.

use std::sync::Arc;

use super::{
    api::{Acceptance, Invocation, RuntimeApi},
    error::{RuntimeError, RuntimeErrorKind},
    invocation::{Process, too_large},
    shutdown::Shutdown,
};

/// How many unusable answers to `next` in a row the loop puts up with.
const MAX_BAD_ANSWERS: u32 = 5;

/// Takes invocations one after the other until a shutdown is requested.
pub(super) async fn work(
    mut api: RuntimeApi,
    process: Arc<Process>,
    shutdown: Shutdown,
) -> Result<(), RuntimeError> {
    let mut bad_answers = 0;
    while !shutdown.is_requested() {
        let next = tokio::select! {
            biased;
            next = api.next() => next?,
            () = shutdown.requested() => break,
        };
        match next {
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
