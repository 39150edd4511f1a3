//! [`DownloadCall`]: an object of any size, downloaded.

use std::{fmt, future::poll_fn, path::Path, pin::Pin};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::AsyncWrite;

use super::{
    CONCURRENCY, Cancel, PART_SIZE, Progress, local::Replacement, progress::Listener, ranges::Ranges,
};
use crate::{
    client::VoidStorageClient,
    error::Error,
    types::{BucketName, ObjectKey},
};

/// What errors of a download's own say.
pub(super) const OPERATION: &str = "Download";

/// A download in the making: carried out by [`to_file`](Self::to_file), [`to_writer`](Self::to_writer) or
/// [`to_bytes`](Self::to_bytes).
#[must_use = "a download is carried out by to_file, to_writer or to_bytes"]
pub struct DownloadCall<'client> {
    pub(super) client: &'client VoidStorageClient,
    pub(super) bucket: BucketName,
    pub(super) key: ObjectKey,
    pub(super) part_size: u64,
    pub(super) concurrency: usize,
    listener: Listener,
    pub(super) cancel: Cancel,
}

impl VoidStorageClient {
    /// Downloads an object of any size in ranges of 8 MiB, four of them side by side: memory holds no more than those. All are
    /// of the same object: one that is written meanwhile is `PreconditionFailed`. Where the service has a checksum of the whole
    /// object, the bytes have it, or the download is `ChecksumMismatch`.
    ///
    /// It is ended by a [`Cancel`](DownloadCall::cancel_on), or by dropping the future.
    ///
    /// ```
    /// # use void_storage_sdk::mock::MockStorage;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), void_storage_sdk::Error> {
    /// # let storage = MockStorage::new();
    /// # storage.create_bucket("films");
    /// # let client = storage.client();
    /// client.upload("films", "intro.txt", "Once upon a time").await?;
    /// let intro = client.download("films", "intro.txt").to_bytes(1024 * 1024).await?;
    /// assert_eq!(intro, "Once upon a time");
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, bucket: impl Into<BucketName>, key: impl Into<ObjectKey>) -> DownloadCall<'_> {
        DownloadCall {
            client: self,
            bucket: bucket.into(),
            key: key.into(),
            part_size: PART_SIZE,
            concurrency: CONCURRENCY,
            listener: Listener::default(),
            cancel: Cancel::new(),
        }
    }
}

impl DownloadCall<'_> {
    /// How many bytes a range has. Default: 8 MiB.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.max(1);
        self
    }

    /// How many ranges are under way at the same time. Default: 4.
    pub fn concurrency(mut self, ranges: usize) -> Self {
        self.concurrency = ranges.max(1);
        self
    }

    /// Is told how far it is each time that the next range is there.
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.listener = Listener::new(tell);
        self
    }

    /// Ends the download once `cancel` is used, with an error of kind `Cancelled`: a temporary file is removed before the error
    /// is given. Default: nothing cancels it.
    pub fn cancel_on(mut self, cancel: &Cancel) -> Self {
        self.cancel = cancel.clone();
        self
    }

    pub(super) fn tell(&self, bytes: u64, total: u64) {
        self.listener.tell(bytes, Some(total));
    }

    /// Writes the object to a file, and gives its size. It is written to a file beside it, which takes its place when all is
    /// there, and which is removed when the download fails or its future is dropped.
    ///
    /// # Errors
    ///
    /// Those of `head_object` and `get_object`, and `Io` for a file that can't be written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let mut ranges = Ranges::of(&self).await?;
        let mut file = Replacement::of(&path).await?;
        while let Some(bytes) = ranges.next().await? {
            file = file.write(&path, bytes).await?;
        }
        file.keep(&path).await?;
        Ok(ranges.size)
    }

    /// Writes the object to a writer, in order, flushes it, and gives the object's size. When the download fails, the writer
    /// has some of the bytes.
    ///
    /// # Errors
    ///
    /// Those of `head_object` and `get_object`, and `Io` for what the writer says.
    pub async fn to_writer<W>(self, writer: &mut W) -> Result<u64, Error>
    where
        W: AsyncWrite + Unpin + Send + ?Sized,
    {
        let mut ranges = Ranges::of(&self).await?;
        while let Some(bytes) = ranges.next().await? {
            self.cancel.or(OPERATION, write_all(writer, bytes)).await?;
        }
        let flushed = poll_fn(|context| Pin::new(&mut *writer).poll_flush(context));
        self.cancel
            .or(OPERATION, async { flushed.await.map_err(|error| Error::io(OPERATION, error)) })
            .await?;
        Ok(ranges.size)
    }

    /// Reads the object into memory, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Those of `head_object` and `get_object`, and `InvalidRequest`, before anything is read, when the object is larger.
    pub async fn to_bytes(self, limit: usize) -> Result<Bytes, Error> {
        let mut ranges = Ranges::of(&self).await?;
        let Some(size) = usize::try_from(ranges.size).ok().filter(|size| *size <= limit) else {
            let message =
                format!("the object has {} bytes, of at most {limit}: raise the limit", ranges.size);
            return Err(Error::invalid_request(OPERATION, message));
        };
        let mut all = BytesMut::with_capacity(size);
        while let Some(bytes) = ranges.next().await? {
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }
}

async fn write_all<W>(writer: &mut W, mut bytes: Bytes) -> Result<(), Error>
where
    W: AsyncWrite + Unpin + Send + ?Sized,
{
    while bytes.has_remaining() {
        let written = poll_fn(|context| Pin::new(&mut *writer).poll_write(context, &bytes)).await;
        let count = written.map_err(|error| Error::io(OPERATION, error))?;
        if count == 0 {
            return Err(Error::io(OPERATION, std::io::ErrorKind::WriteZero.into()));
        }
        bytes.advance(count);
    }
    Ok(())
}

impl fmt::Debug for DownloadCall<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("DownloadCall");
        shown.field("bucket", &self.bucket).field("key", &self.key);
        shown.finish_non_exhaustive()
    }
}
