//! Runs [`ProcessPayment`] on the Runtime API.

use process_payment::ProcessPayment;
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run_with(|env| {
        ProcessPayment::from_function_env(env).map(ProcessPayment::into_handler)
    })
    .await
}
