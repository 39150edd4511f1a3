//! [`run`], [`run_with`] and [`run_on`].

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{
    api::RuntimeApi,
    banner::banner,
    error::{RuntimeError, RuntimeErrorKind},
    invocation::Process,
    shutdown::Shutdown,
    worker::work,
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
    let ended = match FunctionEnv::from_process() {
        Ok(env) => run_on(&env, make).await,
        Err(error) => {
            let env = FunctionEnv::of_process_variables();
            match host(&env) {
                Ok(address) => start(address, &env, Err(HandlerError::new(error))).await,
                Err(no_host) => Err(no_host),
            }
        }
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
    let address = host(env)?;
    start(address, env, make(env).into_function()).await
}

/// The address of the host's Runtime API.
fn host(env: &FunctionEnv) -> Result<&str, RuntimeError> {
    env.var("VOID_RUNTIME_API").or_else(|| env.var("AWS_LAMBDA_RUNTIME_API")).ok_or_else(|| {
        RuntimeError::new(
            RuntimeErrorKind::NoHost,
            "neither VOID_RUNTIME_API nor AWS_LAMBDA_RUNTIME_API is set",
        )
    })
}

/// Serves the function, or tells the host why it could not be made.
async fn start(
    address: &str,
    env: &FunctionEnv,
    function: Result<BoxFunction, HandlerError>,
) -> Result<(), RuntimeError> {
    match function {
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

/// Runs as many loops as the host wants invocations at a time. They are tasks of their own: a future that a
/// multi-threaded runtime polls in `block_on` costs several times as much to wake.
async fn serve(address: &str, env: &FunctionEnv, function: BoxFunction) -> Result<(), RuntimeError> {
    let process = Arc::new(Process::new(function, env));
    let shutdown = Shutdown::new();
    shutdown.on_sigterm();
    let mut workers = JoinSet::new();
    for _ in 0..concurrency(env) {
        workers.spawn(work(RuntimeApi::new(address)?, Arc::clone(&process), shutdown.clone()));
    }
    let mut ended = Ok(());
    while let Some(worker) = workers.join_next().await {
        let outcome = worker.unwrap_or_else(|error| {
            let message = "the runtime loop broke off";
            Err(RuntimeError::new(RuntimeErrorKind::RuntimeApi, message).with_source(error))
        });
        if outcome.is_err() && ended.is_ok() {
            ended = outcome;
            shutdown.request();
        }
    }
    ended
}

/// How many invocations at a time the host wants: one, unless it says otherwise.
fn concurrency(env: &FunctionEnv) -> usize {
    let asked = env.var("AWS_LAMBDA_MAX_CONCURRENCY").and_then(|number| number.parse().ok());
    asked.unwrap_or(1).clamp(1, MAX_CONCURRENCY)
}
