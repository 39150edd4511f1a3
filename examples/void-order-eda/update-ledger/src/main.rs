//! Runs [`UpdateLedger`] on the Runtime API.

use update_ledger::{MemoryLedger, UpdateLedger};
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run(UpdateLedger::new(MemoryLedger::default()).into_handler()).await
}
