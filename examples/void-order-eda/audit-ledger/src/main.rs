//! Runs [`AuditLedger`] on the Runtime API.

use audit_ledger::AuditLedger;
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run_with(AuditLedger::from_function_env).await
}
