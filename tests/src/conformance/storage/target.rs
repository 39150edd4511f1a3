//! [`Target`]: where a case on buckets runs.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use void_core::{Body, Random, Transport, TransportError};
use void_storage_sdk::{Error, ErrorKind, VoidStorageClient};

/// The largest object that a case reads.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A client of the service that is judged, and names that nothing else there has.
#[derive(Clone, Debug)]
pub struct Target {
    client: VoidStorageClient,
    transport: Arc<dyn Transport>,
    names: Random,
}

impl Target {
    /// Judges what answers `client`, and who sends through `transport` without credentials.
    #[must_use]
    pub fn new(client: VoidStorageClient, transport: impl Transport) -> Self {
        Self { client, transport: Arc::new(transport), names: Random::from_entropy() }
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &VoidStorageClient {
        &self.client
    }

    /// What brings a request to the service as it is, signed or not.
    #[must_use]
    pub fn transport(&self) -> &dyn Transport {
        &*self.transport
    }

    /// A bucket's name that nothing else has.
    #[must_use]
    pub fn name(&self) -> String {
        format!("conformance-{}", self.names.uuid())
    }

    /// Makes a bucket.
    ///
    /// # Errors
    ///
    /// What CreateBucket fails with.
    pub async fn bucket(&self) -> Result<String, Error> {
        let name = self.name();
        self.client.create_bucket(name.as_str()).await?;
        Ok(name)
    }

    /// Makes a bucket with an object, `x` and its key, for each of `keys`.
    ///
    /// # Errors
    ///
    /// What CreateBucket and PutObject fail with.
    pub async fn bucket_of(&self, keys: &[&str]) -> Result<String, Error> {
        let bucket = self.bucket().await?;
        for key in keys {
            self.client.put_object(bucket.as_str(), *key, format!("x{key}")).await?;
        }
        Ok(bucket)
    }

    /// An object's bytes.
    ///
    /// # Errors
    ///
    /// What GetObject fails with.
    pub async fn read(&self, bucket: &str, key: &str) -> Result<Bytes, Error> {
        self.client.get_object(bucket, key).await?.body.bytes(MAX_BYTES).await
    }

    /// The keys of a bucket, in the order in which they are listed.
    ///
    /// # Errors
    ///
    /// What ListObjectsV2 fails with.
    pub async fn keys(&self, bucket: &str) -> Result<Vec<String>, Error> {
        let listed = self.client.list_objects_v2(bucket).await?;
        Ok(listed.contents.into_iter().map(|object| object.key).collect())
    }
}

/// Asserts that a call was refused as one of `kinds`.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, kinds: &[ErrorKind]) {
    let error = result.expect_err("the call should be refused");
    assert!(kinds.contains(&error.kind()), "{error}");
}

/// Asserts that a call was refused with this code of the service.
#[track_caller]
pub(super) fn refused_as<T: std::fmt::Debug>(result: Result<T, Error>, code: &str) {
    let error = result.expect_err("the call should be refused");
    assert_eq!(error.code(), Some(code), "{error}");
}

/// A body that comes in pieces, and can be read once.
pub(super) fn streamed(pieces: Vec<Bytes>) -> Body {
    Body::from_stream(Pieces(pieces.into()))
}

struct Pieces(VecDeque<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|piece| piece.len() as u64).sum())
    }
}
