//! PutBucketNotificationConfiguration on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Code, Problem, check_notifications},
        protocol::Exchange,
    },
    operations::{EmptyResponse, PutBucketNotificationConfigurationRequest},
};

impl Serve for PutBucketNotificationConfigurationRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let bucket = self.bucket.as_str();
        exchange.backend.run(|state| state.engine.check_bucket(bucket))?;
        check_notifications(&self.configuration)?;
        let validates = !self.skip_destination_validation.unwrap_or_default();
        // Asked outside of the engine's lock: who is asked may call the backend.
        let unknown =
            self.configuration.rules.iter().find(|rule| !exchange.backend.accepts(rule.destination.arn()));
        if let Some(rule) = unknown.filter(|_| validates) {
            return Err(Problem::new(
                Code::InvalidArgument,
                "Unable to validate the following destination configurations",
            )
            .with("ArgumentName1", rule.destination.arn())
            .with("ArgumentValue1", "The destination does not exist"));
        }
        exchange.run(|state| {
            state.engine.set_notification_configuration(bucket, self.configuration)?;
            if validates { state.engine.send_test_events(state.now, bucket) } else { Ok(()) }
        })?;
        Ok(EmptyResponse {})
    }
}
