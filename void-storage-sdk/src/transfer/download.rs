//! [`DownloadCall`]: an object of any size, downloaded.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use tokio::task::JoinSet;

use super::{CONCURRENCY, PART_SIZE, source::blocking};
use crate::{
    client::VoidStorageClient,
    error::Error,
    types::{BucketName, ETag, ObjectKey},
};

/// Tells the temporary files of this process apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A download in the making: carried out by [`to_file`](Self::to_file).
#[must_use = "a download is carried out by to_file"]
#[derive(Debug)]
pub struct DownloadCall<'client> {
    client: &'client VoidStorageClient,
    bucket: BucketName,
    key: ObjectKey,
    part_size: u64,
    concurrency: usize,
}

impl VoidStorageClient {
    /// Downloads an object of any size in ranges of 8 MiB, four of them side by side: memory holds no more than those. All are
    /// of the same object: one that is written meanwhile is `PreconditionFailed`.
    pub fn download(&self, bucket: impl Into<BucketName>, key: impl Into<ObjectKey>) -> DownloadCall<'_> {
        let (part_size, concurrency) = (PART_SIZE, CONCURRENCY);
        DownloadCall { client: self, bucket: bucket.into(), key: key.into(), part_size, concurrency }
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

    /// Writes the object to a file, and gives its size. It is written to a file beside it, which takes its place when all is
    /// there, and which is removed when the download fails or its future is dropped.
    ///
    /// # Errors
    ///
    /// Those of `head_object` and `get_object`, and `Io` for a file that can't be written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let head = self.client.head_object(&self.bucket, &self.key).await?;
        let (size, e_tag) = (head.content_length, head.e_tag);
        let mut name = path.file_name().unwrap_or_default().to_owned();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{number}.part", std::process::id()));
        let temporary = Temporary(Some(path.with_file_name(name)));
        let place = temporary.0.clone().unwrap_or_default();
        let mut file = blocking(move || File::create_new(place)).await?;
        let (mut under_way, mut ready) = (JoinSet::new(), BTreeMap::new());
        let (mut asked, mut written) = (0, 0);
        while written < size {
            while asked < size && under_way.len() + ready.len() < self.concurrency {
                let range = asked..size.min(asked + self.part_size);
                asked = range.end;
                under_way.spawn(self.range(range.start, range.end, &e_tag));
            }
            let Some(joined) = under_way.join_next().await else { break };
            let (start, bytes) =
                joined.map_err(|error| Error::io("Download", std::io::Error::other(error)))??;
            ready.insert(start, bytes);
            while let Some(bytes) = ready.remove(&written) {
                written += bytes.len() as u64;
                file = blocking(move || file.write_all(&bytes).map(|()| file)).await?;
            }
        }
        temporary.keep(path).await?;
        Ok(size)
    }

    fn range(
        &self,
        start: u64,
        end: u64,
        e_tag: &ETag,
    ) -> impl Future<Output = Result<(u64, Bytes), Error>> + Send + 'static {
        let (client, bucket, key, e_tag) =
            (self.client.clone(), self.bucket.clone(), self.key.clone(), e_tag.clone());
        async move {
            let response = client.get_object(bucket, key).range(start..end).if_match(e_tag).await?;
            let limit = usize::try_from(end - start).unwrap_or(usize::MAX);
            Ok((start, response.body.bytes(limit).await?))
        }
    }
}

/// A file that is removed when it is dropped.
struct Temporary(Option<PathBuf>);

impl Temporary {
    async fn keep(mut self, path: PathBuf) -> Result<(), Error> {
        let Some(place) = self.0.clone() else { return Ok(()) };
        blocking(move || std::fs::rename(place, path)).await?;
        self.0 = None;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _best_effort = std::fs::remove_file(path);
        }
    }
}
