//! DeleteObjects: deletes up to 1,000 objects or versions.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use http::Method;

use super::{Operation, Route, Target, operation};
use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    error::{Error, ErrorKind},
    types::{BucketName, ETag, ObjectKey, VersionId},
    wire::{Invalid, Message, Parts, message, structure},
};

/// How many objects a call deletes at most.
const LIMIT: usize = 1000;

/// Says which objects are to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteObjectsRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The objects, and how much is to be answered.
    pub delete: Delete,
}

/// Objects to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delete {
    /// The objects, 1 to 1,000.
    pub objects: Vec<ObjectIdentifier>,
    /// Whether only failures are answered.
    pub quiet: Option<bool>,
}

structure!(Delete { "Object" => objects, "Quiet" => quiet });

/// An object or a version to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectIdentifier {
    /// The key.
    pub key: ObjectKey,
    /// The version, which is deleted for good; `None`: the object, in whose place a delete marker comes where the bucket has
    /// versioning.
    pub version_id: Option<VersionId>,
    /// Only where the ETag is this one.
    pub e_tag: Option<ETag>,
    /// Only where it was written at this time, as a header has it. For directory buckets.
    pub last_modified_time: Option<String>,
    /// Only where it has so many bytes. For directory buckets.
    pub size: Option<u64>,
}

structure!(ObjectIdentifier {
    "Key" => key,
    "VersionId" => version_id,
    "ETag" => e_tag,
    "LastModifiedTime" => last_modified_time,
    "Size" => size,
});

impl ObjectIdentifier {
    /// An object.
    #[must_use]
    pub fn new(key: impl Into<ObjectKey>) -> Self {
        Self { key: key.into(), version_id: None, e_tag: None, last_modified_time: None, size: None }
    }

    /// A version of it, which is deleted for good.
    #[must_use]
    pub fn version_id(mut self, version_id: impl Into<VersionId>) -> Self {
        self.version_id = Some(version_id.into());
        self
    }

    /// Deletes only the object whose ETag this is: `PreconditionFailed` otherwise.
    #[must_use]
    pub fn if_match(mut self, e_tag: impl Into<ETag>) -> Self {
        self.e_tag = Some(e_tag.into());
        self
    }
}

impl<K: Into<ObjectKey>> From<K> for ObjectIdentifier {
    fn from(key: K) -> Self {
        Self::new(key)
    }
}

impl Parts for DeleteObjectsRequest {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        message.bucket = Some(self.bucket.into());
        message.put_document("Delete", &self.delete);
        Ok(())
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        Ok(Self {
            bucket: Message::take_label(message.bucket.as_ref(), "Bucket")?,
            delete: message.take_document("Delete")?,
        })
    }
}

/// What was deleted, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "each object can fail on its own"]
pub struct DeleteObjectsResponse {
    /// What was deleted, or was not there; none where the call was quiet.
    pub deleted: Vec<DeletedObject>,
    /// What was not deleted.
    pub errors: Vec<DeleteError>,
}

structure!(DeleteObjectsResponse { "Deleted" => deleted, "Error" => errors });
message!(DeleteObjectsResponse is "DeleteResult");

/// An object that was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeletedObject {
    /// The key.
    pub key: String,
    /// The version that was asked for.
    pub version_id: Option<VersionId>,
    /// Whether a delete marker was made, or was what was deleted.
    pub delete_marker: Option<bool>,
    /// The delete marker's version.
    pub delete_marker_version_id: Option<VersionId>,
}

structure!(DeletedObject {
    "Key" => key,
    "VersionId" => version_id,
    "DeleteMarker" => delete_marker,
    "DeleteMarkerVersionId" => delete_marker_version_id,
});

/// An object that was not deleted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteError {
    /// The key.
    pub key: String,
    /// The version that was asked for.
    pub version_id: Option<VersionId>,
    /// The service's error code: `AccessDenied`.
    pub code: String,
    /// What it says.
    pub message: Option<String>,
}

structure!(DeleteError {
    "Key" => key,
    "VersionId" => version_id,
    "Code" => code,
    "Message" => message,
});

impl DeleteError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::from_code(&self.code).unwrap_or(ErrorKind::Service)
    }
}

operation!(
    DeleteObjectsRequest,
    "DeleteObjects",
    Route::new(Method::POST, Target::Bucket).fixed(&[("delete", "")]),
    DeleteObjectsResponse,
    {
        const NEEDS_CHECKSUM: bool = true;

        fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, DeleteObjectsResponse> {
            Box::pin(async move {
                let count = request.delete.objects.len();
                if !(1..=LIMIT).contains(&count) {
                    let message = format!("a call deletes 1 to {LIMIT} objects, not {count}");
                    return Err(Error::invalid_request(Self::NAME, message));
                }
                client.exchange(request).await
            })
        }
    }
);

impl VoidStorageClient {
    /// Deletes 1 to 1,000 objects: keys, or [`ObjectIdentifier`]s with a version or a condition. That there is none is no
    /// error.
    ///
    /// Each object can fail on its own: see [`errors`](DeleteObjectsResponse::errors) of the response.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `InvalidRequest` where there are none or more than 1,000, `AccessDenied`.
    pub fn delete_objects<I>(
        &self,
        bucket: impl Into<BucketName>,
        objects: I,
    ) -> Call<'_, DeleteObjectsRequest>
    where
        I: IntoIterator<Item: Into<ObjectIdentifier>>,
    {
        let objects = objects.into_iter().map(Into::into).collect();
        let delete = Delete { objects, quiet: None };
        Call::new(self, DeleteObjectsRequest { bucket: bucket.into(), delete })
    }
}

impl Call<'_, DeleteObjectsRequest> {
    /// Leaves what was deleted out of the response: it has the failures.
    pub fn quiet(self) -> Self {
        self.set(|request| request.delete.quiet = Some(true))
    }
}
