//! ListMultipartUploads on the engine.

use super::{
    Serve,
    listed::{Encode, page_size, to_second},
};
use crate::{
    mock::{
        engine::{ListingAsked, Problem, Upload, UploadEntry},
        protocol::Exchange,
    },
    operations::{ListMultipartUploadsRequest, ListMultipartUploadsResponse, MultipartUpload},
    types::{CommonPrefix, Owner, StorageClass},
};

impl Serve for ListMultipartUploadsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<ListMultipartUploadsResponse, Problem> {
        let (max_uploads, encode) = (page_size(self.max_uploads)?, Encode::new(self.encoding_type.as_ref())?);
        let key_marker = self.key_marker.unwrap_or_default();
        let asked = ListingAsked {
            prefix: self.prefix.as_deref().unwrap_or_default(),
            delimiter: self.delimiter.as_deref().unwrap_or_default(),
            after: Some(key_marker.as_str()).filter(|marker| !marker.is_empty()),
            limit: max_uploads as usize,
        };
        let after = self.upload_id_marker.as_ref().filter(|id| !id.is_empty());
        let (page, owner) = exchange.backend.run(|state| {
            let after = after.map(|id| id.as_str());
            let page = state.engine.list_uploads(self.bucket.as_str(), &asked, after)?;
            Ok::<_, Problem>((page, state.engine.settings().owner()))
        })?;
        let (next_key_marker, next_upload_id_marker) = match page.entries.last() {
            Some(UploadEntry::Upload { key, upload }) if page.is_truncated => {
                (Some(encode.key(key)), Some(upload.id()))
            }
            Some(UploadEntry::Prefix(prefix)) if page.is_truncated => (Some(encode.key(prefix)), None),
            _ => (None, None),
        };
        let (mut uploads, mut common_prefixes) = (Vec::new(), Vec::new());
        for entry in page.entries {
            match entry {
                UploadEntry::Prefix(prefix) => {
                    common_prefixes.push(CommonPrefix { prefix: encode.key(&prefix) });
                }
                UploadEntry::Upload { key, upload } => {
                    uploads.push(shown(encode.key(&key), &upload, &owner));
                }
            }
        }
        Ok(ListMultipartUploadsResponse {
            prefix: Some(encode.key(asked.prefix)),
            delimiter: Some(encode.key(asked.delimiter)).filter(|delimiter| !delimiter.is_empty()),
            key_marker: Some(encode.key(&key_marker)),
            upload_id_marker: Some(self.upload_id_marker.unwrap_or_default()),
            next_key_marker,
            next_upload_id_marker,
            bucket: self.bucket.into(),
            encoding_type: self.encoding_type,
            max_uploads: Some(max_uploads),
            is_truncated: page.is_truncated,
            uploads,
            common_prefixes,
        })
    }
}

fn shown(key: String, upload: &Upload, owner: &Owner) -> MultipartUpload {
    let object = &upload.object;
    MultipartUpload {
        upload_id: upload.id(),
        key,
        initiated: to_second(upload.initiated),
        storage_class: Some(object.headers.storage_class.clone().unwrap_or(StorageClass::Standard)),
        owner: Some(owner.clone()),
        initiator: Some(owner.clone()),
        checksum_type: object.algorithm.is_some().then(|| object.checksum_type.clone()),
        checksum_algorithm: object.algorithm.clone(),
    }
}
