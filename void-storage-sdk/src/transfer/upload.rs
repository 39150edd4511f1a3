//! [`UploadCall`]: an object of any size, uploaded.

use std::{fmt, future::IntoFuture, pin::Pin};

use bytes::Bytes;

use super::{
    CONCURRENCY, Cancel, PART_SIZE, Progress, UploadSource,
    progress::Listener,
    source::{OPERATION, Part},
};
use crate::{
    client::VoidStorageClient,
    error::{Error, ErrorKind},
    types::{BucketName, ChecksumAlgorithm, Checksums, ETag, ObjectHeaders, ObjectKey, VersionId},
};

/// Up to how many bytes an object is written at once: 16 MiB.
const THRESHOLD: u64 = 16 * 1024 * 1024;

/// What was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// What the content is told apart by.
    pub e_tag: ETag,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// The checksums.
    pub checksums: Checksums,
    /// How many bytes.
    pub size: u64,
}

/// An upload in the making: sent by `.await`.
#[must_use = "an upload is sent by .await"]
pub struct UploadCall<'client> {
    pub(super) client: &'client VoidStorageClient,
    pub(super) bucket: BucketName,
    pub(super) key: ObjectKey,
    source: UploadSource,
    pub(super) headers: ObjectHeaders,
    pub(super) part_size: u64,
    threshold: u64,
    pub(super) concurrency: usize,
    pub(super) checksum: Option<ChecksumAlgorithm>,
    pub(super) listener: Listener,
    pub(super) cancel: Cancel,
}

impl VoidStorageClient {
    /// Uploads an object of any size: bytes in memory, a [file](UploadSource::file), or what a
    /// [reader](UploadSource::reader) gives.
    ///
    /// Up to 16 MiB it is written at once, above in parts of 8 MiB (larger ones where there would be more than 10,000), four
    /// of them side by side: memory holds no more than those, and of a file only some buffers. Each part is retried by itself. When a part fails, the upload is
    /// aborted before the error is given, and so when it is [cancelled](UploadCall::cancel_on); when the future is dropped, it is
    /// aborted by a task of the runtime, as far as that goes on running.
    ///
    /// A source whose size is not known has parts that become twice as large after each 1,000.
    ///
    /// # Errors
    ///
    /// Those of `put_object` and of uploads in parts, and `Io` for a file or a reader that can't be read, or a file that is
    /// written to meanwhile.
    ///
    /// ```
    /// # use void_storage_sdk::mock::MockStorage;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let storage = MockStorage::new();
    /// # storage.create_bucket("films");
    /// # let client = storage.client();
    /// # let path = std::env::temp_dir().join(format!("void-upload-{}.mp4", std::process::id()));
    /// # std::fs::write(&path, vec![7; 20 * 1024 * 1024])?;
    /// use void_storage_sdk::transfer::UploadSource;
    ///
    /// let film = client
    ///     .upload("films", "intro.mp4", UploadSource::file(&path))
    ///     .content_type("video/mp4")
    ///     .on_progress(|progress| println!("{} of {:?} bytes", progress.bytes, progress.total))
    ///     .await?;
    /// assert_eq!(film.size, 20 * 1024 * 1024);
    /// # std::fs::remove_file(&path)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
        source: impl Into<UploadSource>,
    ) -> UploadCall<'_> {
        UploadCall {
            client: self,
            bucket: bucket.into(),
            key: key.into(),
            source: source.into(),
            headers: ObjectHeaders::default(),
            part_size: PART_SIZE,
            threshold: THRESHOLD,
            concurrency: CONCURRENCY,
            checksum: None,
            listener: Listener::default(),
            cancel: Cancel::new(),
        }
    }
}

impl UploadCall<'_> {
    /// How many bytes a part has at least. Default: 8 MiB; the service takes no less than 5 MiB.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.max(1);
        self
    }

    /// Up to how many bytes the object is written at once, and so are in memory where they are no file's. Default: 16 MiB.
    pub const fn threshold(mut self, bytes: u64) -> Self {
        self.threshold = bytes;
        self
    }

    /// How many parts are under way at the same time. Default: 4.
    pub fn concurrency(mut self, parts: usize) -> Self {
        self.concurrency = parts.max(1);
        self
    }

    /// `Content-Type`. Default: `binary/octet-stream`, as the service has it.
    pub fn content_type(mut self, value: impl Into<String>) -> Self {
        self.headers.content_type = Some(value.into());
        self
    }

    /// Metadata of the user's.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.metadata.insert(name.into().to_ascii_lowercase(), value.into());
        self
    }

    /// The checksum that the client computes of the parts. Default: the client's, CRC-64/NVME unless it is told otherwise.
    pub fn checksum_algorithm(mut self, algorithm: impl Into<ChecksumAlgorithm>) -> Self {
        self.checksum = Some(algorithm.into());
        self
    }

    /// Is told how far it is each time that a part is done.
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.listener = Listener::new(tell);
        self
    }

    /// Ends the upload once `cancel` is used, with an error of kind `Cancelled`. An upload in parts is aborted before the error
    /// is given; from when all parts are there, it is completed all the same. Of an object that is written at once,
    /// [`may_have_been_applied`](Error::may_have_been_applied) says whether it may be there. Default: nothing cancels it.
    pub fn cancel_on(mut self, cancel: &Cancel) -> Self {
        self.cancel = cancel.clone();
        self
    }

    async fn carry_out(mut self) -> Result<Uploaded, Error> {
        let cancel = self.cancel.clone();
        let source = std::mem::replace(&mut self.source, Bytes::new().into());
        let mut source = cancel.or(OPERATION, source.open()).await?;
        if cancel.or(OPERATION, source.has(self.threshold.saturating_add(1))).await? {
            return self.in_parts(source).await;
        }
        let whole = cancel.or(OPERATION, source.next(self.threshold)).await?;
        let sent = cancel.or(OPERATION, self.put(&whole)).await;
        sent.map_err(|error| match error.kind() {
            ErrorKind::Cancelled => Error::cancelled_midway(OPERATION),
            _ => whole.why(error),
        })
    }

    async fn put(self, whole: &Part) -> Result<Uploaded, Error> {
        let size = whole.size();
        let mut call = self.client.put_object(&self.bucket, &self.key, whole.body());
        call = call.set(|request| request.headers = self.headers.clone());
        if let Some(checksum) = &self.checksum {
            call = call.checksum_algorithm(checksum.clone());
        }
        let response = call.await?;
        self.listener.tell(size, Some(size));
        let (e_tag, version_id) = (response.e_tag, response.version_id);
        Ok(Uploaded { e_tag, version_id, checksums: response.checksums, size })
    }
}

impl<'client> IntoFuture for UploadCall<'client> {
    type Output = Result<Uploaded, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'client>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.carry_out())
    }
}

impl fmt::Debug for UploadCall<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("UploadCall");
        shown.field("bucket", &self.bucket).field("key", &self.key).field("source", &self.source);
        shown.finish_non_exhaustive()
    }
}
