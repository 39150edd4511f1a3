//! [`BucketPayloads`]: the bodies of messages that are too large for a queue, in a bucket.

use async_trait::async_trait;
use bytes::Bytes;
use void_core::{Body, PayloadPointer, PayloadStore, StoreError, StoreErrorKind};

use super::store_error;
use crate::{client::VoidStorageClient, error::ErrorKind, types::BucketName};

/// How often another key is drawn where one is taken.
const KEYS: usize = 3;

/// The longest prefix, in bytes: what a key of 1,024 bytes leaves beside a UUID.
const MAX_PREFIX_BYTES: usize = 1024 - 36;

/// Keeps the bodies of messages in a bucket: the store for void-messaging-sdk's `with_payload_offload` and
/// void-function-sdk's `payloads`.
///
/// Each body is an object of its own, whose key is the prefix and a UUID. It reads and deletes in this bucket only, and
/// below the prefix where it has one: the pointer comes in a message, and whoever sends one must not choose what a receiver
/// reads or deletes. The credentials need to put, get and delete objects there, and to list the bucket: without that, the
/// service answers `AccessDenied` for a body that is gone.
#[derive(Clone, Debug)]
pub struct BucketPayloads {
    client: VoidStorageClient,
    bucket: BucketName,
    prefix: String,
    /// Others that pointers may name.
    accepted: Vec<BucketName>,
}

impl BucketPayloads {
    /// Keeps bodies in `bucket`, which is there.
    pub fn new(client: VoidStorageClient, bucket: impl Into<BucketName>) -> Self {
        Self { client, bucket: bucket.into(), prefix: String::new(), accepted: Vec::new() }
    }

    /// Puts `prefix` before each key, as it is, and serves no others in this bucket.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Refused`] where it is none that the Amazon SQS Extended Client Library takes: up to 988 letters,
    /// digits, `/`, `_`, `-` and `.`, no `..`, and neither `.` nor `/` at the start.
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Result<Self, StoreError> {
        let prefix = prefix.into();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.');
        if prefix.len() > MAX_PREFIX_BYTES
            || prefix.starts_with(['.', '/'])
            || prefix.contains("..")
            || !prefix.bytes().all(allowed)
        {
            return Err(StoreError::new(
                StoreErrorKind::Refused,
                "the prefix can't be that of payloads' keys",
            ));
        }
        self.prefix = prefix;
        Ok(self)
    }

    /// Reads and deletes in another bucket too, where pointers name it: that of a sender that uses another one.
    #[must_use]
    pub fn accept_bucket(mut self, bucket: impl Into<BucketName>) -> Self {
        self.accepted.push(bucket.into());
        self
    }

    /// Refuses a pointer to anything that is not this store's.
    fn check(&self, pointer: &PayloadPointer) -> Result<(), StoreError> {
        let own = pointer.bucket() == self.bucket.as_str() && pointer.key().starts_with(&self.prefix);
        if own || self.accepted.iter().any(|bucket| bucket.as_str() == pointer.bucket()) {
            return Ok(());
        }
        Err(StoreError::new(StoreErrorKind::Refused, "the pointer names a place that is not this store's"))
    }
}

#[async_trait]
impl PayloadStore for BucketPayloads {
    async fn put(&self, payload: Bytes) -> Result<PayloadPointer, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let key = format!("{}{}", self.prefix, self.client.config().random().uuid());
            let put = self
                .client
                .put_object(&self.bucket, key.as_str(), Body::from(payload.clone()))
                .content_type("text/plain; charset=UTF-8")
                // A UUID is only as random as the seed of this process.
                .if_none_match();
            match put.await {
                Ok(_) => return PayloadPointer::new(self.bucket.as_str(), key),
                Err(error) if error.kind() == ErrorKind::PreconditionFailed && tries < KEYS => {}
                Err(error) => return Err(store_error(&error)),
            }
        }
    }

    async fn get(&self, pointer: &PayloadPointer, limit_bytes: u64) -> Result<Bytes, StoreError> {
        self.check(pointer)?;
        let object = self.client.get_object(pointer.bucket(), pointer.key()).await;
        let object = object.map_err(|error| store_error(&error))?;
        let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
        if object.content_length > limit_bytes {
            let message =
                format!("the payload has {} bytes, and the limit is {limit_bytes}", object.content_length);
            return Err(StoreError::new(StoreErrorKind::TooLarge, message));
        }
        object.body.bytes(limit).await.map_err(|error| store_error(&error))
    }

    async fn delete(&self, pointer: &PayloadPointer) -> Result<(), StoreError> {
        self.check(pointer)?;
        let deleted = self.client.delete_object(pointer.bucket(), pointer.key()).await;
        deleted.map(drop).map_err(|error| store_error(&error))
    }
}
