//! RegisterStreamConsumer.

use super::{
    super::{
        engine::{ConsumerView, Problem},
        protocol::Exchange,
    },
    Serve, check_tags,
    constraints::{Constraints, Text},
    stream_name,
};
use crate::{
    operations::{RegisterStreamConsumerRequest, RegisterStreamConsumerResponse},
    types::Consumer,
};

impl Serve for RegisterStreamConsumerRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<RegisterStreamConsumerResponse, Problem> {
        let mut check = Constraints::default();
        check.required_text("streamARN", self.stream_arn.as_str(), &Text::STREAM_ARN);
        check.required_text("consumerName", self.consumer_name.as_str(), &Text::NAME);
        if !self.tags.is_empty() {
            check_tags(&mut check, &self.tags);
        }
        check.finish()?;
        let stream = stream_name(exchange, None, Some(&self.stream_arn))?;
        let name = self.consumer_name.as_str();
        let consumer =
            exchange.run(|state| state.engine.register_consumer(state.now, &stream, name, self.tags))?;
        Ok(RegisterStreamConsumerResponse { consumer: consumer.into() })
    }
}

impl From<ConsumerView> for Consumer {
    fn from(view: ConsumerView) -> Self {
        Self {
            consumer_name: (&*view.name).into(),
            consumer_arn: view.arn.into(),
            consumer_status: view.status.as_str().into(),
            consumer_creation_timestamp: view.created_at,
        }
    }
}
