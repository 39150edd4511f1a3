//! Uploads in parts whose state the caller keeps.

use ::object_store::{
    MultipartId, PutMultipartOptions, PutPayload, PutResult, Result,
    multipart::{MultipartStore, PartId},
    path::Path,
};
use async_trait::async_trait;

use super::{store::VoidObjectStore, uploading::number};
use crate::{operations::CompletedPart, types::ChecksumAlgorithm};

/// What a [`PartId`] says: the part's ETag, and behind it the checksums that a composite checksum is of, as
/// `"e-tag" SHA256=…`. One that is an ETag alone, as the answer to a presigned request has it, is as good where the upload's
/// checksum is of the whole object.
#[async_trait]
impl MultipartStore for VoidObjectStore {
    async fn create_multipart(&self, path: &Path) -> Result<MultipartId> {
        self.create_multipart_opts(path, PutMultipartOptions::default()).await
    }

    async fn create_multipart_opts(&self, path: &Path, options: PutMultipartOptions) -> Result<MultipartId> {
        Ok(self.start(path, options).await?.as_str().to_owned())
    }

    async fn put_part(
        &self,
        path: &Path,
        id: &MultipartId,
        index: usize,
        data: PutPayload,
    ) -> Result<PartId> {
        Ok(PartId { content_id: written(self.part(path, &id.as_str().into(), index, data).await?) })
    }

    async fn complete_multipart(
        &self,
        path: &Path,
        id: &MultipartId,
        parts: Vec<PartId>,
    ) -> Result<PutResult> {
        let parts = parts.iter().enumerate();
        let parts = parts.map(|(index, part)| Ok(parsed(number(index)?, &part.content_id)));
        self.complete(path, &id.as_str().into(), parts.collect::<Result<_>>()?).await
    }

    async fn abort_multipart(&self, path: &Path, id: &MultipartId) -> Result<()> {
        self.abort(path, &id.as_str().into()).await
    }
}

fn written(part: CompletedPart) -> String {
    let mut text = String::from(part.e_tag);
    for (algorithm, value) in part.checksums.iter() {
        // A checksum of the whole object is not of its parts' checksums.
        if algorithm != ChecksumAlgorithm::Crc64Nvme {
            text.push_str(&format!(" {}={value}", algorithm.as_str()));
        }
    }
    text
}

fn parsed(number: u32, text: &str) -> CompletedPart {
    let mut words = text.split(' ');
    let part = CompletedPart::new(number, words.next().unwrap_or_default());
    words.filter_map(|word| word.split_once('=')).fold(part, |part, (name, value)| part.checksum(name, value))
}

#[cfg(test)]
mod tests {
    use super::{parsed, written};
    use crate::operations::CompletedPart;

    #[test]
    fn a_part_is_named_by_its_e_tag_and_what_a_composite_checksum_is_of() {
        let part = CompletedPart::new(3, "\"tag\"").checksum("SHA256", "YWJj=").checksum("CRC32", "AAAA");
        assert_eq!(parsed(3, &written(part.clone())), part);
        let whole = CompletedPart::new(1, "\"tag\"").checksum("CRC64NVME", "AAAA");
        assert_eq!(written(whole), "\"tag\"");
    }
}
