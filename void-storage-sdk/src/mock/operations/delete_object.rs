//! DeleteObject on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Problem, WriteConditions},
        protocol::Exchange,
    },
    operations::{DeleteObjectRequest, DeleteObjectResponse},
};

impl Serve for DeleteObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<DeleteObjectResponse, Problem> {
        let Self { bucket, key, version_id, if_match } = self;
        let conditions = WriteConditions { if_match, if_none_match: None };
        let deleted = exchange.run(|state| {
            let (now, id) = (state.now, version_id.as_ref());
            state.engine.delete_object(now, bucket.as_str(), key.as_str(), id, &conditions)
        })?;
        Ok(DeleteObjectResponse {
            delete_marker: deleted.delete_marker.then_some(true),
            version_id: deleted.version_id,
        })
    }
}
