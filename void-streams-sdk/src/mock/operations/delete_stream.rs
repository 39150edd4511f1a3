//! DeleteStream on the engine.

use super::{Constraints, Serve, check_stream, stream_name};
use crate::{
    mock::{
        engine::{ConsumerDeletion, Problem},
        protocol::Exchange,
    },
    operations::{DeleteStreamRequest, EmptyResponse},
};

impl Serve for DeleteStreamRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.finish()?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let consumers = match self.enforce_consumer_deletion {
            Some(true) => ConsumerDeletion::Enforce,
            _ => ConsumerDeletion::Refuse,
        };
        exchange.run(|state| state.engine.delete_stream(state.now, &name, consumers))?;
        Ok(EmptyResponse {})
    }
}
