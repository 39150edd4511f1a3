//! ListParts on the engine.

use super::{
    Serve,
    listed::{page_size, to_second},
    upload_part::shown,
};
use crate::{
    mock::{
        engine::{PartsPage, Problem},
        protocol::Exchange,
    },
    operations::{ListPartsRequest, ListPartsResponse, UploadedPart},
    types::StorageClass,
};

impl Serve for ListPartsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListPartsResponse, Problem> {
        let (max_parts, after) = (page_size(self.max_parts)?, self.part_number_marker.unwrap_or_default());
        let (bucket, key, id) = (self.bucket.as_str(), self.key.as_str(), self.upload_id.as_str());
        let (page, owner) = exchange.backend.run(|state| {
            let listed = state.engine.list_parts(bucket, key, id, after, max_parts as usize)?;
            Ok::<_, Problem>((listed, state.engine.settings().owner()))
        })?;
        let PartsPage { object: upload, parts, is_truncated } = page;
        Ok(ListPartsResponse {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            upload_id: self.upload_id.clone(),
            part_number_marker: Some(after),
            next_part_number_marker: Some(parts.last().map_or(after, |(number, _)| *number)),
            max_parts: Some(max_parts),
            is_truncated,
            parts: parts
                .into_iter()
                .map(|(part_number, part)| UploadedPart {
                    part_number,
                    last_modified: to_second(part.last_modified),
                    e_tag: part.e_tag,
                    size: part.body.size(),
                    checksums: shown(&upload, &part.checksums),
                })
                .collect(),
            initiator: Some(owner.clone()),
            owner: Some(owner),
            storage_class: Some(upload.headers.storage_class.clone().unwrap_or(StorageClass::Standard)),
            checksum_type: upload.algorithm.is_some().then(|| upload.checksum_type.clone()),
            checksum_algorithm: upload.algorithm.clone(),
        })
    }
}
