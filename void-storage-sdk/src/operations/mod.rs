//! The operations of the service, one file each: the request and the response and where each member is on the wire, what is
//! optional in the call, and the client's method.
//!
//! The client and the mock share these types.

mod abort_multipart_upload;
mod complete_multipart_upload;
mod copy_object;
mod create_bucket;
mod create_multipart_upload;
mod delete_bucket;
mod delete_bucket_cors;
mod delete_bucket_lifecycle;
mod delete_bucket_policy;
mod delete_bucket_tagging;
mod delete_object;
mod delete_object_tagging;
mod delete_objects;
mod get_bucket_cors;
mod get_bucket_lifecycle_configuration;
mod get_bucket_location;
mod get_bucket_notification_configuration;
mod get_bucket_policy;
mod get_bucket_tagging;
mod get_bucket_versioning;
mod get_object;
mod get_object_attributes;
mod get_object_tagging;
mod head_bucket;
mod head_object;
mod list_buckets;
mod list_multipart_uploads;
mod list_object_versions;
mod list_objects;
mod list_objects_v2;
mod list_parts;
mod listed;
mod put_bucket_cors;
mod put_bucket_lifecycle_configuration;
mod put_bucket_notification_configuration;
mod put_bucket_policy;
mod put_bucket_tagging;
mod put_bucket_versioning;
mod put_object;
mod put_object_tagging;
mod reading;
mod route;
mod upload_part;
mod upload_part_copy;

use std::fmt;

use http::StatusCode;

pub(crate) use self::route::{Route, Target};
pub use self::{
    abort_multipart_upload::AbortMultipartUploadRequest,
    complete_multipart_upload::{
        CompleteMultipartUploadRequest, CompleteMultipartUploadResponse, CompletedMultipartUpload,
        CompletedObject, CompletedPart,
    },
    copy_object::{CopyDirective, CopyObjectRequest, CopyObjectResponse, CopyObjectResult},
    create_bucket::{CreateBucketConfiguration, CreateBucketRequest, CreateBucketResponse},
    create_multipart_upload::{CreateMultipartUploadRequest, CreateMultipartUploadResponse, CreatedUpload},
    delete_bucket::DeleteBucketRequest,
    delete_bucket_cors::DeleteBucketCorsRequest,
    delete_bucket_lifecycle::DeleteBucketLifecycleRequest,
    delete_bucket_policy::DeleteBucketPolicyRequest,
    delete_bucket_tagging::DeleteBucketTaggingRequest,
    delete_object::{DeleteObjectRequest, DeleteObjectResponse},
    delete_object_tagging::{DeleteObjectTaggingRequest, DeleteObjectTaggingResponse},
    delete_objects::{
        Delete, DeleteError, DeleteObjectsRequest, DeleteObjectsResponse, DeletedObject, ObjectIdentifier,
    },
    get_bucket_cors::{GetBucketCorsRequest, GetBucketCorsResponse},
    get_bucket_lifecycle_configuration::{
        GetBucketLifecycleConfigurationRequest, GetBucketLifecycleConfigurationResponse,
    },
    get_bucket_location::{GetBucketLocationRequest, GetBucketLocationResponse},
    get_bucket_notification_configuration::{
        GetBucketNotificationConfigurationRequest, GetBucketNotificationConfigurationResponse,
    },
    get_bucket_policy::{GetBucketPolicyRequest, GetBucketPolicyResponse},
    get_bucket_tagging::{GetBucketTaggingRequest, GetBucketTaggingResponse},
    get_bucket_versioning::{GetBucketVersioningRequest, GetBucketVersioningResponse},
    get_object::{GetObjectRequest, GetObjectResponse},
    get_object_attributes::{
        GetObjectAttributesRequest, GetObjectAttributesResponse, ObjectAttribute, ObjectAttributes,
        ObjectPart, ObjectParts,
    },
    get_object_tagging::{GetObjectTaggingRequest, GetObjectTaggingResponse},
    head_bucket::{HeadBucketRequest, HeadBucketResponse},
    head_object::{HeadObjectRequest, HeadObjectResponse},
    list_buckets::{BucketSummary, ListBucketsRequest, ListBucketsResponse},
    list_multipart_uploads::{ListMultipartUploadsRequest, ListMultipartUploadsResponse, MultipartUpload},
    list_object_versions::{ListObjectVersionsRequest, ListObjectVersionsResponse},
    list_objects::{ListObjectsRequest, ListObjectsResponse},
    list_objects_v2::{ListObjectsV2Request, ListObjectsV2Response},
    list_parts::{ListPartsRequest, ListPartsResponse, UploadedPart},
    put_bucket_cors::PutBucketCorsRequest,
    put_bucket_lifecycle_configuration::PutBucketLifecycleConfigurationRequest,
    put_bucket_notification_configuration::PutBucketNotificationConfigurationRequest,
    put_bucket_policy::PutBucketPolicyRequest,
    put_bucket_tagging::PutBucketTaggingRequest,
    put_bucket_versioning::PutBucketVersioningRequest,
    put_object::{PutObjectRequest, PutObjectResponse},
    put_object_tagging::{PutObjectTaggingRequest, PutObjectTaggingResponse},
    upload_part::{UploadPartRequest, UploadPartResponse},
    upload_part_copy::{CopyPartResult, UploadPartCopyRequest, UploadPartCopyResponse},
};
use crate::{call::CallFuture, client::VoidStorageClient, wire::Parts};

/// An operation of the service: its request, which is this type, and its response.
#[expect(
    private_bounds,
    reason = "the operations are the service's: there are no others to implement it for"
)]
pub trait Operation: Shape<Answer = Self::Response> + fmt::Debug + Send + 'static {
    /// What the service answers.
    type Response: Parts + fmt::Debug + Send + 'static;

    /// The operation's name: `PutObject`.
    const NAME: &'static str;
}

/// What an operation is on the wire, and what the client does for it besides sending it.
pub(crate) trait Shape: Parts + Sized {
    /// The response, which [`Operation`] names.
    type Answer: Parts;

    /// What tells it from the other operations.
    const ROUTE: Route;

    /// Whether the response's body is an object's bytes, which are not read before they are asked for.
    const STREAMS: bool = false;

    /// Whether the request's body is an object's bytes. Any other is a document, which is read whole.
    #[cfg_attr(not(feature = "mock"), expect(dead_code, reason = "a server's to read"))]
    const UPLOADS: bool = false;

    /// Whether the service asks for a checksum of the document that the request has (`requestChecksumRequired` in its model).
    /// An object's bytes have theirs in any case.
    const NEEDS_CHECKSUM: bool = false;

    /// Whether checksums in the request's headers are of an object, and not of the document that the request has.
    #[cfg_attr(not(feature = "mock"), expect(dead_code, reason = "a server's to read"))]
    const SUMS_UP_OBJECT: bool = false;

    /// Whether an answer of status 200 may be an error: the service begins to answer before it is done.
    const MAY_FAIL_LATE: bool = false;

    /// The status of a success.
    #[cfg_attr(not(feature = "mock"), expect(dead_code, reason = "a server's to say"))]
    fn status(_answer: &Self::Answer) -> StatusCode {
        StatusCode::OK
    }

    /// Carries the call out.
    fn carry_out(client: &VoidStorageClient, request: Self) -> CallFuture<'_, <Self as Operation>::Response>
    where
        Self: Operation,
    {
        Box::pin(client.exchange(request))
    }
}

/// The response of an operation that has nothing to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmptyResponse {}

crate::wire::message!(EmptyResponse {});

/// Says which operation a request is of: its name, its route and its response; in braces what else [`Shape`] has of its own.
macro_rules! operation {
    ($request:ty, $name:literal, $route:expr, $response:ty $(, { $($own:item)* })?) => {
        impl crate::operations::Shape for $request {
            type Answer = $response;
            const ROUTE: crate::operations::Route = $route;
            $($($own)*)?
        }

        impl crate::operations::Operation for $request {
            type Response = $response;
            const NAME: &'static str = $name;
        }
    };
}

use operation;
use reading::reading;
