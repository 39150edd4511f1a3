//! [`AbortOnDrop`]: no upload is left behind.

use crate::{
    client::VoidStorageClient,
    types::{BucketName, ObjectKey, UploadId},
};

/// Aborts an upload that is neither completed nor aborted when it is dropped: on the runtime that drops it, if that goes on.
pub(super) struct AbortOnDrop {
    pub(super) client: VoidStorageClient,
    pub(super) bucket: BucketName,
    pub(super) key: ObjectKey,
    pub(super) id: Option<UploadId>,
}

impl AbortOnDrop {
    /// Aborts now. That it fails is not told: the upload failed for another reason.
    pub(super) async fn abort(mut self) {
        if let Some(id) = self.id.take() {
            let _best_effort = self.client.abort_multipart_upload(&self.bucket, &self.key, id).await;
        }
    }

    /// Leaves the upload as it is.
    pub(super) fn disarm(mut self) {
        self.id = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        let (Some(id), Ok(runtime)) = (self.id.take(), tokio::runtime::Handle::try_current()) else { return };
        let (client, bucket, key) = (self.client.clone(), self.bucket.clone(), self.key.clone());
        runtime.spawn(async move {
            let _best_effort = client.abort_multipart_upload(bucket, key, id).await;
        });
    }
}
