//! HeadObject on the engine: GetObject without the bytes.

use super::{Serve, reading};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetObjectRequest, HeadObjectRequest, HeadObjectResponse},
};

impl Serve for HeadObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<HeadObjectResponse, Problem> {
        let read = reading::read(self.into(), exchange)?;
        Ok(HeadObjectResponse {
            content_length: read.content_length,
            content_range: read.content_range,
            e_tag: read.e_tag,
            last_modified: read.last_modified,
            headers: read.headers,
            checksums: read.checksums,
            version_id: read.version_id,
            accept_ranges: read.accept_ranges,
            expiration: read.expiration,
            server_side_encryption: read.server_side_encryption,
            parts_count: read.parts_count,
            tag_count: read.tag_count,
        })
    }
}

impl From<HeadObjectRequest> for GetObjectRequest {
    fn from(request: HeadObjectRequest) -> Self {
        Self {
            bucket: request.bucket,
            key: request.key,
            version_id: request.version_id,
            range: request.range,
            part_number: request.part_number,
            if_match: request.if_match,
            if_none_match: request.if_none_match,
            if_modified_since: request.if_modified_since,
            if_unmodified_since: request.if_unmodified_since,
            checksum_mode: request.checksum_mode,
            response_content_type: request.response_content_type,
            response_content_language: request.response_content_language,
            response_expires: request.response_expires,
            response_cache_control: request.response_cache_control,
            response_content_disposition: request.response_content_disposition,
            response_content_encoding: request.response_content_encoding,
        }
    }
}
