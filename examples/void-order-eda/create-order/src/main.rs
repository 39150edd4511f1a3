//! Runs [`CreateOrder`] on the Runtime API.

use create_order::CreateOrder;
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run_with(CreateOrder::from_function_env).await
}
