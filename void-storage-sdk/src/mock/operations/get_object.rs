//! GetObject on the engine.

use super::Serve;
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetObjectRequest, GetObjectResponse},
    types::Checksums,
};

impl Serve for GetObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetObjectResponse, Problem> {
        let found = exchange.backend.run(|state| {
            state.engine.find_object(self.bucket.as_str(), self.key.as_str(), self.version_id.as_ref())
        })?;
        let object = &found.object;
        let size = object.body.size();
        let shows_checksums = self.checksum_mode.as_deref() == Some("ENABLED");
        Ok(GetObjectResponse {
            body: object.body.read(0..size).into(),
            content_length: size,
            content_range: None,
            e_tag: object.e_tag.clone(),
            last_modified: Some(found.last_modified),
            headers: object.headers.clone(),
            checksums: if shows_checksums { object.checksums.clone() } else { Checksums::default() },
            version_id: found.version_id,
            accept_ranges: Some("bytes".to_owned()),
            expiration: None,
            server_side_encryption: Some(object.server_side_encryption.clone()),
            parts_count: None,
            tag_count: u32::try_from(object.tags.len()).ok().filter(|count| *count > 0),
        })
    }
}
