//! Runs [`RecordOrder`] on the Runtime API.

use record_order::RecordOrder;
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run_with(|env| RecordOrder::from_function_env(env).map(RecordOrder::into_handler))
        .await
}
