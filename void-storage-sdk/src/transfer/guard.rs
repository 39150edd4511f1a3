//! [`AbortOnDrop`]: no upload is left behind.

use crate::{
    client::VoidStorageClient,
    error::{Error, ErrorKind},
    types::{BucketName, ObjectKey, UploadId},
};

/// How often an upload is aborted at most while it still has parts.
const ABORTS: usize = 3;

/// Aborts an upload that is neither completed nor aborted when it is dropped: on the runtime that drops it, if that goes on.
#[derive(Debug)]
pub(crate) struct AbortOnDrop {
    client: VoidStorageClient,
    bucket: BucketName,
    key: ObjectKey,
    pub(super) id: UploadId,
    is_armed: bool,
}

impl AbortOnDrop {
    pub(crate) const fn new(
        client: VoidStorageClient,
        bucket: BucketName,
        key: ObjectKey,
        id: UploadId,
    ) -> Self {
        Self { client, bucket, key, id, is_armed: true }
    }

    /// Aborts now. That it fails is not told: the upload failed for another reason.
    pub(super) async fn abort(mut self) {
        let _best_effort = abort(&self.client, &self.bucket, &self.key, &self.id).await;
        // Only now: where nobody waits for it any more, the drop goes on with it.
        self.is_armed = false;
    }

    /// Leaves the upload as it is.
    pub(crate) fn disarm(mut self) {
        self.is_armed = false;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.is_armed {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (client, bucket, key) = (self.client.clone(), self.bucket.clone(), self.key.clone());
        let id = self.id.clone();
        runtime.spawn(async move {
            let _best_effort = abort(&client, &bucket, &key, &id).await;
        });
    }
}

/// Aborts an upload until it has no parts: one that was under way when the upload was aborted may still land, and is kept.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html>
pub(crate) async fn abort(
    client: &VoidStorageClient,
    bucket: &BucketName,
    key: &ObjectKey,
    id: &UploadId,
) -> Result<(), Error> {
    for _ in 0..ABORTS {
        client.abort_multipart_upload(bucket, key, id).await?;
        match client.list_parts(bucket, key, id).max_parts(1).await {
            Ok(left) if left.parts.is_empty() => break,
            Err(error) if error.kind() == ErrorKind::NoSuchUpload => break,
            // A caller that may not list them aborts as often as it may be needed.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}
