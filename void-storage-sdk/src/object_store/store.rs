//! [`VoidObjectStore`]: a bucket as an `object_store::ObjectStore`.

use std::fmt;

use ::object_store::{
    CopyMode, CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, path::Path,
};
use async_trait::async_trait;
use futures_util::{StreamExt as _, stream::BoxStream};

use super::{
    errors::{of_creation, of_path},
    uploading::Uploading,
};
use crate::{client::VoidStorageClient, types::BucketName};

/// A bucket as an [`object_store::ObjectStore`](::object_store::ObjectStore).
///
/// Writes that only make, or only update, an object are conditional requests, as are copies that only make one. A copy is of
/// up to 5 GiB and keeps what the source has with its bytes. A rename is a copy and a deletion.
///
/// An upload in parts takes parts of 5 MiB to 5 GiB, the last one of any size, and 10,000 of them. One that is dropped before
/// it is completed is aborted by a task; where the runtime ends first, a lifecycle rule has to.
///
/// [`object_store`](https://docs.rs/object_store).
#[derive(Clone, Debug)]
pub struct VoidObjectStore {
    pub(super) client: VoidStorageClient,
    pub(super) bucket: BucketName,
}

impl VoidObjectStore {
    /// The objects of `bucket`, which is there.
    pub fn new(client: VoidStorageClient, bucket: impl Into<BucketName>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

impl fmt::Display for VoidObjectStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VoidObjectStore({})", self.bucket)
    }
}

#[async_trait]
impl ObjectStore for VoidObjectStore {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.put(path, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(Uploading::start(self.clone(), path.clone(), options).await?))
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.get(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.clone().delete_all(paths).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.clone().objects(prefix.cloned(), None).boxed()
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.clone().objects(prefix.cloned(), Some(offset.clone())).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.clone().level(prefix.cloned()).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        let source = (self.bucket.clone(), from.as_ref());
        let copy = self.client.copy_object(source, &self.bucket, to.as_ref());
        match options.mode {
            CopyMode::Overwrite => copy.await.map_err(|error| of_path(from, error))?,
            CopyMode::Create => copy.if_none_match().await.map_err(|error| of_creation(to, error))?,
        };
        Ok(())
    }
}
