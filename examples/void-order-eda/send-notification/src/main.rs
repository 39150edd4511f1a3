//! Runs [`SendNotification`] on the Runtime API.

use send_notification::{Outbox, SendNotification};
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run(SendNotification::new(Outbox::default()).into_handler()).await
}
