//! The loop: next, invoke, answer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{
    api::{Acceptance, Invocation, RuntimeApi},
    error::{RuntimeError, RuntimeErrorKind},
    invocation::{Process, too_large},
};

/// How many unusable answers to `next` in a row the loop puts up with.
const MAX_BAD_ANSWERS: u32 = 5;

/// What a loop and those who shut it down know of each other.
#[derive(Debug, Default)]
pub(super) struct State {
    is_busy: AtomicBool,
    is_last: AtomicBool,
}

impl State {
    /// Whether it has an invocation in hand.
    pub(super) fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::SeqCst)
    }

    /// Lets it take no invocation after the one in hand.
    pub(super) fn end_after_this_one(&self) {
        self.is_last.store(true, Ordering::SeqCst);
    }
}

/// Takes invocations one after the other until `state` says that it was the last.
pub(super) async fn work(
    mut api: RuntimeApi,
    process: Arc<Process>,
    state: Arc<State>,
) -> Result<(), RuntimeError> {
    let mut bad_answers = 0;
    while !state.is_last.load(Ordering::SeqCst) {
        match api.next().await? {
            Ok(invocation) => {
                bad_answers = 0;
                state.is_busy.store(true, Ordering::SeqCst);
                answer(&mut api, &process, invocation).await?;
                state.is_busy.store(false, Ordering::SeqCst);
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
