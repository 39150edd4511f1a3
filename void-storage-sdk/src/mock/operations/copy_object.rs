//! CopyObject on the engine: the bytes are shared, not copied.

use super::{Serve, tagging::tags};
use crate::{
    mock::{
        digests::Digests,
        engine::{
            Code, Found, Object, Problem, ReadConditions, UPLOAD_LIMIT, WriteConditions, WriteKind,
            check_headers,
        },
        protocol::Exchange,
        shell::State,
    },
    operations::{CopyDirective, CopyObjectRequest, CopyObjectResponse, CopyObjectResult},
    types::{ChecksumAlgorithm, ChecksumType, Checksums, ETag, ObjectHeaders},
};

impl Serve for CopyObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<CopyObjectResponse, Problem> {
        let replaces_metadata = replaces(self.metadata_directive.as_ref(), "metadata")?;
        let replaces_tags = replaces(self.tagging_directive.as_ref(), "tagging")?;
        check_headers(&self.headers)?;
        let found = exchange.run(|state| self.find_source(state))?;
        if self.is_onto_itself() && !replaces_metadata && !self.changes_something() {
            return Err(Problem::request(
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                 object's metadata, storage class, website redirect location or encryption attributes.",
            ));
        }
        let source = &found.object;
        let (e_tag, checksums) = self.digests(source).await?;
        let object = Object {
            body: source.body.clone(),
            e_tag,
            headers: if replaces_metadata { self.headers } else { copied(&source.headers, self.headers) }
                .into(),
            checksums,
            tags: if replaces_tags { tags(self.tagging.as_deref())? } else { source.tags.clone() },
            parts: Vec::new(),
            server_side_encryption: self.server_side_encryption.unwrap_or_else(|| "AES256".to_owned()),
        };
        let conditions = WriteConditions { if_match: self.if_match, if_none_match: self.if_none_match };
        let (bucket, key) = (self.bucket.as_str(), self.key.as_str());
        let written = exchange.run(|state| {
            state.engine.put_object(state.now, bucket, key, object, &conditions, WriteKind::Copy)
        })?;
        Ok(CopyObjectResponse {
            result: CopyObjectResult {
                e_tag: written.object.e_tag.clone(),
                last_modified: Some(super::listed::to_second(written.last_modified)),
                checksums: written.object.checksums.clone(),
            },
            version_id: written.version_id,
            source_version_id: found.version_id,
            expiration: written.expiration,
            server_side_encryption: Some(written.object.server_side_encryption.clone()),
        })
    }
}

impl CopyObjectRequest {
    /// The object that is copied, where the conditions on it hold.
    fn find_source(&self, state: &State) -> Result<Found, Problem> {
        state.engine.check_bucket(self.bucket.as_str())?;
        let source = &self.source;
        let found = state
            .engine
            .find_object(source.bucket.as_str(), source.key.as_str(), source.version_id.as_ref())
            .map_err(|problem| match problem.code() {
                Code::MethodNotAllowed => Problem::request(
                    "The source of a copy request may not specifically refer to a delete marker by version id.",
                ),
                _ => problem,
            })?;
        let conditions = ReadConditions {
            if_match: self.source_if_match.clone(),
            if_none_match: self.source_if_none_match.clone(),
            if_modified_since: self.source_if_modified_since,
            if_unmodified_since: self.source_if_unmodified_since,
        };
        conditions.check_source(state.now, &found)?;
        if found.object.body.size() > UPLOAD_LIMIT {
            return Err(Problem::request(format!(
                "The specified copy source is larger than the maximum allowable size for a copy source: {UPLOAD_LIMIT}"
            )));
        }
        Ok(found)
    }

    /// An older version that is copied onto its object becomes the current one: that is a change.
    fn is_onto_itself(&self) -> bool {
        let source = &self.source;
        source.bucket == self.bucket && source.key == self.key && source.version_id.is_none()
    }

    fn changes_something(&self) -> bool {
        self.headers.storage_class.is_some()
            || self.headers.website_redirect_location.is_some()
            || self.server_side_encryption.is_some()
            || self.checksum_algorithm.is_some()
    }

    /// The copy's ETag and checksum. It is written at once: where the source was made in parts, they are others.
    async fn digests(&self, source: &Object) -> Result<(ETag, Checksums), Problem> {
        let of_source = source.checksums.iter().next().map(|(algorithm, _)| algorithm);
        let algorithm = self.checksum_algorithm.clone().or(of_source).unwrap_or(ChecksumAlgorithm::Crc64Nvme);
        if matches!(algorithm, ChecksumAlgorithm::Unknown(_)) {
            return Err(Problem::request(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
            ));
        }
        let mut checksums =
            Checksums { checksum_type: Some(ChecksumType::FullObject), ..Checksums::default() };
        let known = source.checksums.get(&algorithm);
        if let Some(known) = known.filter(|_| source.parts.is_empty()) {
            checksums.set(&algorithm, known);
            return Ok((source.e_tag.clone(), checksums));
        }
        let digests = Digests::of(&source.body, algorithm).await?;
        let e_tag = digests.e_tag();
        Ok((e_tag, Checksums { checksum_type: checksums.checksum_type, ..digests.checksums }))
    }
}

/// Whether a directive says that what it is about is the request's and not the source's.
fn replaces(directive: Option<&CopyDirective>, subject: &'static str) -> Result<bool, Problem> {
    match directive {
        None | Some(CopyDirective::Copy) => Ok(false),
        Some(CopyDirective::Replace) => Ok(true),
        Some(CopyDirective::Unknown(other)) => {
            let name = format!("x-amz-{subject}-directive");
            Err(Problem::argument(&name, other, format!("Unknown {subject} directive.")))
        }
    }
}

/// The source's headers; how the copy is kept and where it redirects to are not copied.
fn copied(source: &ObjectHeaders, asked: ObjectHeaders) -> ObjectHeaders {
    ObjectHeaders {
        storage_class: asked.storage_class,
        website_redirect_location: asked.website_redirect_location,
        ..source.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{ChecksumType, CopyObjectRequest};
    use crate::{
        VoidStorageClient,
        mock::{MockStorage, operations::parts_for_tests::in_parts},
    };

    fn request(client: &VoidStorageClient) -> CopyObjectRequest {
        client.copy_object(("a", "b"), "a", "c").request().clone()
    }

    #[tokio::test]
    async fn a_copy_of_an_object_in_parts_has_the_digests_of_an_object_that_was_written_at_once() {
        let object = in_parts(&[(1, "1234"), (2, "56789")]).await;
        let (e_tag, checksums) = request(&MockStorage::new().client()).digests(&object).await.unwrap();
        assert_eq!(e_tag.unquoted(), "25f9e794323b453885f5181f1b624d0b");
        assert_eq!(checksums.crc32.as_deref(), Some("y/Q5Jg=="));
        assert_eq!(checksums.checksum_type, Some(ChecksumType::FullObject));
    }
}
