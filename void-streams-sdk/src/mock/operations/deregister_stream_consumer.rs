//! DeregisterStreamConsumer.

use super::{
    super::{
        engine::{ConsumerNamed, Problem},
        protocol::Exchange,
    },
    Serve,
    constraints::{Constraints, Text},
};
use crate::{
    operations::{DeregisterStreamConsumerRequest, EmptyResponse},
    types::{ConsumerArn, ConsumerName, StreamArn},
};

impl Serve for DeregisterStreamConsumerRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let named = named(self.stream_arn.as_ref(), self.consumer_name.as_ref(), self.consumer_arn.as_ref())?;
        exchange.run(|state| state.engine.deregister_consumer(state.now, named))?;
        Ok(EmptyResponse {})
    }
}

/// How a request names its consumer.
///
/// # Errors
///
/// `Validation` where that breaks the model's constraints.
pub(super) fn named<'a>(
    stream: Option<&'a StreamArn>,
    name: Option<&'a ConsumerName>,
    arn: Option<&'a ConsumerArn>,
) -> Result<ConsumerNamed<'a>, Problem> {
    let named = ConsumerNamed {
        stream_arn: stream.map(StreamArn::as_str),
        name: name.map(ConsumerName::as_str),
        arn: arn.map(ConsumerArn::as_str),
    };
    let mut check = Constraints::default();
    check.text("streamARN", named.stream_arn, &Text::STREAM_ARN);
    check.text("consumerName", named.name, &Text::NAME);
    check.text("consumerARN", named.arn, &Text::CONSUMER_ARN);
    check.finish()?;
    Ok(named)
}
