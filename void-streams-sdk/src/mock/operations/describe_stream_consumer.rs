//! DescribeStreamConsumer.

use super::{
    super::{engine::Problem, protocol::Exchange},
    Serve,
    deregister_stream_consumer::named,
};
use crate::{
    operations::{DescribeStreamConsumerRequest, DescribeStreamConsumerResponse},
    types::{Consumer, ConsumerDescription},
};

impl Serve for DescribeStreamConsumerRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<DescribeStreamConsumerResponse, Problem> {
        let named = named(self.stream_arn.as_ref(), self.consumer_name.as_ref(), self.consumer_arn.as_ref())?;
        exchange.backend.look(|state| {
            let view = state.engine.find_consumer(state.now, named)?;
            let stream_arn = state.engine.arn(&view.stream).into();
            let Consumer { consumer_name, consumer_arn, consumer_status, consumer_creation_timestamp } =
                view.into();
            let consumer_description = ConsumerDescription {
                consumer_name,
                consumer_arn,
                consumer_status,
                consumer_creation_timestamp,
                stream_arn,
            };
            Ok(DescribeStreamConsumerResponse { consumer_description })
        })
    }
}
