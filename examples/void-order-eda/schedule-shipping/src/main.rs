//! Runs [`ScheduleShipping`] on the Runtime API.

use schedule_shipping::{ScheduleShipping, SimulatedCarrier};
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run(ScheduleShipping::new(SimulatedCarrier::default()).into_handler()).await
}
