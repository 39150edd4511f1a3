//! The operations, one file each as in [`crate::operations`]: from the request to the engine and back.

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
#[cfg(test)]
mod parts_for_tests;
mod put_bucket_cors;
mod put_bucket_lifecycle_configuration;
mod put_bucket_notification_configuration;
mod put_bucket_policy;
mod put_bucket_tagging;
mod put_bucket_versioning;
mod put_object;
mod put_object_tagging;
mod reading;
mod tagging;
mod upload_part;
mod upload_part_copy;

use super::{engine::Problem, protocol::Exchange};
use crate::operations::Operation;

/// How an operation is carried out.
pub(super) trait Serve: Operation {
    /// Carries it out.
    fn serve(
        self,
        exchange: &mut Exchange<'_>,
    ) -> impl Future<Output = Result<Self::Response, Problem>> + Send;
}
