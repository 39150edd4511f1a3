//! [`run`], [`run_with`] and [`run_on`].

use std::sync::Arc;

use super::{
    api::RuntimeApi,
    banner::banner,
    error::{RuntimeError, RuntimeErrorKind},
    invocation::Process,
    shutdown,
    workers::Workers,
};
use crate::{
    env::FunctionEnv,
    error::HandlerError,
    function::{BoxFunction, IntoFunction, InvocationError},
};

/// The most invocations at a time that a host may ask for.
const MAX_CONCURRENCY: usize = 1_000;

/// Runs `handler` on the host's Runtime API until the host shuts the function down (SIGTERM).
///
/// ```
/// # mod the_function {
/// # use void_function_sdk::{HandlerError, RuntimeError, VoidContext, VoidQueueEvent};
/// # async fn handle(event: VoidQueueEvent, context: VoidContext) -> Result<(), HandlerError> { Ok(()) }
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), RuntimeError> {
///     void_function_sdk::run(handle).await
/// }
/// # }
/// # fn main() {}
/// ```
///
/// Where making the handler can fail, [`run_with`] tells the host about it.
///
/// Started where no host is, it says on standard error how to run the function, and exits with code 2.
///
/// # Errors
///
/// [`RuntimeErrorKind::Init`] where `handler` is a `Result` that is an error; [`RuntimeErrorKind::RuntimeApi`] where the
/// host's Runtime API does not answer. Errors of invocations are reported to the host and do not end it.
pub async fn run<Marker>(handler: impl IntoFunction<Marker> + Send) -> Result<(), RuntimeError> {
    run_with(|_env: &FunctionEnv| handler).await
}

/// Makes the handler from the function's environment and runs it, as [`run`] does; the error of making it is reported to
/// the host as the reason why the function does not start.
///
/// ```
/// # mod the_function {
/// # use void_function_sdk::{FunctionEnv, Handler, HandlerError, MissingVariable, RuntimeError, VoidContext, VoidQueueEvent};
/// # struct Ship { carrier: String }
/// # impl Handler<VoidQueueEvent> for Ship {
/// #     type Output = ();
/// #     async fn handle(&self, _event: VoidQueueEvent, _context: VoidContext) -> Result<(), HandlerError> { Ok(()) }
/// # }
/// impl Ship {
///     fn from_function_env(env: &FunctionEnv) -> Result<Self, MissingVariable> {
///         Ok(Self { carrier: env.require("CARRIER")?.to_owned() })
///     }
/// }
///
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), RuntimeError> {
///     void_function_sdk::run_with(Ship::from_function_env).await
/// }
/// # }
/// # fn main() {}
/// ```
///
/// # Errors
///
/// As [`run`].
pub async fn run_with<Made, Marker>(
    make: impl FnOnce(&FunctionEnv) -> Made + Send,
) -> Result<(), RuntimeError>
where
    Made: IntoFunction<Marker>,
{
    let env = FunctionEnv::process_variables();
    #[cfg(feature = "logs")]
    crate::logs::install(&env);
    let ended = match env.clone().configured() {
        Ok(env) => run_on(&env, make).await,
        Err(error) => start(&env, || Err(error.into())).await,
    };
    match ended {
        Err(error) if error.kind() == RuntimeErrorKind::NoHost => {
            eprint!("{}", banner(&std::env::args().next().unwrap_or_default()));
            std::process::exit(2)
        }
        ended => ended,
    }
}

/// Makes the handler and runs it on the host that `env` names: [`run_with`] without the process's own environment.
///
/// # Errors
///
/// As [`run`], and [`RuntimeErrorKind::NoHost`] where `env` names no host.
pub async fn run_on<Made, Marker>(
    env: &FunctionEnv,
    make: impl FnOnce(&FunctionEnv) -> Made + Send,
) -> Result<(), RuntimeError>
where
    Made: IntoFunction<Marker>,
{
    start(env, || make(env).into_function()).await
}

async fn start(
    env: &FunctionEnv,
    make: impl FnOnce() -> Result<BoxFunction, HandlerError> + Send,
) -> Result<(), RuntimeError> {
    let address = env.var("VOID_RUNTIME_API").or_else(|| env.var("AWS_LAMBDA_RUNTIME_API"));
    let Some(address) = address else {
        return Err(RuntimeError::new(
            RuntimeErrorKind::NoHost,
            "neither VOID_RUNTIME_API nor AWS_LAMBDA_RUNTIME_API is set",
        ));
    };
    match make() {
        Ok(function) => serve(address, env, function).await,
        Err(error) => {
            let runtime_error = RuntimeError::init(&error);
            let report = InvocationError::init_failed(&error);
            drop(error);
            RuntimeApi::new(address)?.fail_init(&report).await?;
            Err(runtime_error)
        }
    }
}

async fn serve(address: &str, env: &FunctionEnv, function: BoxFunction) -> Result<(), RuntimeError> {
    // Before the first invocation can be taken: what is in hand is to be finished from then on.
    let shutdown = shutdown::requested();
    let process = Arc::new(Process::new(function, env));
    let mut workers = Workers::default();
    for _ in 0..concurrency(env) {
        workers.start(RuntimeApi::new(address)?, &process);
    }
    workers.run(shutdown).await
}

/// How many invocations at a time the host wants: one, unless it says otherwise.
fn concurrency(env: &FunctionEnv) -> usize {
    let asked = env.var("AWS_LAMBDA_MAX_CONCURRENCY").and_then(|number| number.parse().ok());
    asked.unwrap_or(1).clamp(1, MAX_CONCURRENCY)
}
