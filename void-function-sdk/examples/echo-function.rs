//! A function that does what its payload says, to try out a host with.
//!
//! | payload | what happens |
//! |---|---|
//! | `{"do": "error"}` | the handler returns an error |
//! | `{"do": "terminal"}` | the handler returns a terminal error |
//! | `{"do": "panic"}` | the handler panics |
//! | `{"do": "timeout"}` | the handler is not done at its deadline |
//! | `{"do": "context"}` | the reply is what the context says |
//! | anything else | the reply is the payload |
//!
//! With `ECHO_INIT_ERROR` set, the function fails to start with what the variable says.

use serde_json::{Value, json};
use void_function_sdk::{FunctionEnv, Handler, HandlerError, Json, RuntimeError, VoidContext, run_with};

struct Echo;

impl Echo {
    fn from_function_env(env: &FunctionEnv) -> Result<Self, HandlerError> {
        match env.var("ECHO_INIT_ERROR") {
            Some(error) => Err(HandlerError::new(error.to_owned()).with_error_type("Echo.InitError")),
            None => Ok(Self),
        }
    }
}

impl Handler<Json<Value>> for Echo {
    type Output = Json<Value>;

    async fn handle(
        &self,
        Json(payload): Json<Value>,
        context: VoidContext,
    ) -> Result<Json<Value>, HandlerError> {
        match payload["do"].as_str() {
            Some("error") => Err("this is the error".into()),
            Some("terminal") => Err(HandlerError::terminal("this is the terminal error")),
            Some("panic") => panic!("this is the panic"),
            Some("timeout") => std::future::pending().await,
            Some("context") => Ok(Json(json!({
                "requestId": context.request_id(),
                "functionName": context.function_name(),
                "functionVersion": context.function_version(),
                "invokedFunctionArn": context.invoked_function_arn(),
                "memoryLimitMb": context.memory_limit_mb(),
                "remainingMs": u64::try_from(context.remaining_time().as_millis())?,
                "correlationId": context.correlation_id(),
                "coldStart": context.is_cold_start(),
            }))),
            _ => Ok(Json(payload)),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    run_with(Echo::from_function_env).await
}
