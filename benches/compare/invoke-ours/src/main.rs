//! A function on ours that does nothing: what is left is the runtime loop.

use serde_json::Value;
use void_function_sdk::{HandlerError, Json, RuntimeError, VoidContext};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run(async |event: Json<Value>, _context: VoidContext| Ok::<_, HandlerError>(event))
        .await
}
