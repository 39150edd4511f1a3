//! [`BucketObjects`]: small objects of a bucket, written on conditions.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{
    Body, StoreError, StoreErrorKind,
    retry::full_jitter,
    store::{ConditionalObjects, StoredObject, WriteOutcome},
};

use super::store_error;
use crate::{
    client::VoidStorageClient,
    error::{Error, ErrorKind},
    types::BucketName,
};

/// The largest object that is read.
const MAX_BYTES: usize = 1024 * 1024;

/// How often a write is tried that meets another one under way.
const TRIES: u32 = 5;

/// The longest wait before the first repetition, and before any.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// The small objects of a bucket, written on conditions: the store for void-streams-sdk's `ObjectCheckpointStore`.
///
/// The bucket needs no versioning; where it has that, old versions are for a lifecycle rule to expire. An object is read up
/// to 1 MiB.
///
/// [Conditional requests](https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html).
#[derive(Clone, Debug)]
pub struct BucketObjects {
    client: VoidStorageClient,
    bucket: BucketName,
}

impl BucketObjects {
    /// The objects of `bucket`, which is there.
    pub fn new(client: VoidStorageClient, bucket: impl Into<BucketName>) -> Self {
        Self { client, bucket: bucket.into() }
    }

    async fn put(&self, key: &str, content: Bytes, etag: Option<&str>) -> Result<WriteOutcome, StoreError> {
        let written = self.decided(|| async {
            let put = self
                .client
                .put_object(&self.bucket, key, Body::from(content.clone()))
                .content_type("application/json");
            match etag {
                Some(etag) => put.if_match(etag).await,
                None => put.if_none_match().await,
            }
        });
        Ok(match written.await? {
            Some(written) => WriteOutcome::Stored(written.e_tag.as_str().to_owned()),
            None => WriteOutcome::Conflict,
        })
    }

    /// Makes a conditional write, again while another one of the key is under way. `None`: its condition does not hold.
    async fn decided<T, F>(&self, write: impl Fn() -> F + Send + Sync) -> Result<Option<T>, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            match write().await {
                Ok(written) => return Ok(Some(written)),
                Err(error) if is_under_way(&error) && self.waits(tries).await => {}
                Err(error) if is_conflict(&error) => return Ok(None),
                Err(error) => return Err(store_error(&error)),
            }
        }
    }

    /// Waits before the next try, and gives whether there is one.
    async fn waits(&self, tries: u32) -> bool {
        if tries >= TRIES {
            return false;
        }
        let config = self.client.config();
        let wait = full_jitter(config.random(), tries, BACKOFF.0, BACKOFF.1);
        config.clock().sleep_until(config.clock().now() + wait).await;
        true
    }
}

/// Whether another write of the key was under way, so that it is not known which is first: nothing was written.
fn is_under_way(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::ConditionalRequestConflict | ErrorKind::OperationAborted)
}

/// Whether the condition did not hold: the object is another one, or is gone.
fn is_conflict(error: &Error) -> bool {
    is_under_way(error)
        || matches!(error.kind(), ErrorKind::PreconditionFailed | ErrorKind::NoSuchKey | ErrorKind::NotFound)
}

#[async_trait]
impl ConditionalObjects for BucketObjects {
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut keys = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let mut call = self.client.list_objects_v2(&self.bucket).prefix(prefix);
            if let Some(token) = token {
                call = call.set(|request| request.continuation_token = Some(token));
            }
            let page = call.await.map_err(|error| store_error(&error))?;
            keys.extend(page.contents.into_iter().map(|object| object.key));
            token = page.next_continuation_token;
            if token.is_none() {
                return Ok(keys);
            }
        }
    }

    async fn get(&self, key: &str) -> Result<Option<StoredObject>, StoreError> {
        let object = match self.client.get_object(&self.bucket, key).await {
            Ok(object) => object,
            Err(error) if error.kind() == ErrorKind::NoSuchKey => return Ok(None),
            Err(error) => return Err(store_error(&error)),
        };
        if object.content_length > MAX_BYTES as u64 {
            return Err(StoreError::new(StoreErrorKind::TooLarge, "the object is larger than 1 MiB"));
        }
        let etag = object.e_tag.as_str().to_owned();
        let content = object.body.bytes(MAX_BYTES).await.map_err(|error| store_error(&error))?;
        Ok(Some(StoredObject { content, etag }))
    }

    async fn put_if_absent(&self, key: &str, content: Bytes) -> Result<WriteOutcome, StoreError> {
        self.put(key, content, None).await
    }

    async fn put_if_match(&self, key: &str, content: Bytes, etag: &str) -> Result<WriteOutcome, StoreError> {
        self.put(key, content, Some(etag)).await
    }

    async fn delete_if_match(&self, key: &str, etag: &str) -> Result<bool, StoreError> {
        let deleted =
            self.decided(|| async { self.client.delete_object(&self.bucket, key).if_match(etag).await });
        Ok(deleted.await?.is_some())
    }
}
