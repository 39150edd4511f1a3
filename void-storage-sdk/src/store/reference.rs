//! References to objects in events: how they are made and followed.

use void_core::StorageRef;

use crate::{
    client::VoidStorageClient,
    error::Error,
    operations::{GetObjectResponse, PutObjectResponse},
    types::{BucketName, ChecksumAlgorithm, Checksums, ObjectKey, VersionId},
};

const NAME: &str = "GetObject";

impl PutObjectResponse {
    /// Names the object that was written, for an event: its version and checksum are those of the response.
    #[must_use]
    pub fn reference(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        size: u64,
    ) -> StorageRef {
        reference(bucket, key, size, self.version_id.as_ref(), &self.checksums)
    }
}

impl GetObjectResponse {
    /// Names the object that is read, for an event. Not of a range: it is the size of this response.
    #[must_use]
    pub fn reference(&self, bucket: impl Into<BucketName>, key: impl Into<ObjectKey>) -> StorageRef {
        let version_id = self.version_id.as_ref();
        let named = reference(bucket, key, self.content_length, version_id, &self.checksums);
        match &self.headers.content_type {
            Some(content_type) => named.with_content_type(content_type),
            None => named,
        }
    }
}

fn reference(
    bucket: impl Into<BucketName>,
    key: impl Into<ObjectKey>,
    size: u64,
    version_id: Option<&VersionId>,
    checksums: &Checksums,
) -> StorageRef {
    let mut named = StorageRef::new(bucket.into().as_str(), key.into().as_str(), size);
    if let Some(version_id) = version_id {
        named = named.with_version_id(version_id.as_str());
    }
    match checksums.iter().next() {
        Some((algorithm, value)) => named.with_checksum(algorithm.as_str(), value),
        None => named,
    }
}

impl VoidStorageClient {
    /// Reads the object that a reference names: that version of it, where it names one, and else only if size and checksum
    /// are those of the reference.
    ///
    /// # Errors
    ///
    /// Those of [`get_object`](Self::get_object); `ChecksumMismatch` when it is another object by now.
    pub async fn get_ref(&self, reference: &StorageRef) -> Result<GetObjectResponse, Error> {
        let mut call = self.get_object(reference.bucket.as_str(), reference.key.as_str());
        if let Some(version_id) = &reference.version_id {
            call = call.version_id(version_id.as_str());
        }
        let object = call.await?;
        if object.content_length != reference.size {
            let (found, named) = (object.content_length, reference.size);
            return Err(Error::checksum(
                NAME,
                format!("the object has {found} bytes, the reference says {named}"),
            ));
        }
        let Some(checksum) = &reference.checksum else { return Ok(object) };
        let algorithm = ChecksumAlgorithm::from(checksum.algorithm.as_str());
        match object.checksums.get(&algorithm) {
            Some(found) if found == checksum.value => Ok(object),
            Some(_) => {
                Err(Error::checksum(NAME, format!("the object's {algorithm} is not that of the reference")))
            }
            None => {
                Err(Error::checksum(NAME, format!("the object has no {algorithm}, as the reference has")))
            }
        }
    }
}
