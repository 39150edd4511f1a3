//! StopStreamEncryption on the engine.

use super::{Constraints, Serve, check_stream, key_of, stream_name};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{EmptyResponse, StopStreamEncryptionRequest},
};

impl Serve for StopStreamEncryptionRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<EmptyResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        let key = key_of(check, self.encryption_type.as_ref(), self.key_id)?;
        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        exchange.run(|state| state.engine.stop_encryption(state.now, &name, &key))?;
        Ok(EmptyResponse {})
    }
}
