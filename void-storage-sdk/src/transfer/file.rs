//! [`SourceFile`] and [`FilePart`]: a file that is uploaded, and a part of it that each attempt reads again.

use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::SystemTime,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};
use void_core::{Body, BodySource, TransportError, TransportErrorKind};

use super::{local::on_file, source::OPERATION};
use crate::error::Error;

/// How many bytes are read at once: a part in flight has two buffers of them at most.
pub(super) const BUFFER: u64 = 256 * 1024;

/// A file as it was when the upload began.
#[derive(Debug)]
pub(super) struct SourceFile {
    path: PathBuf,
    pub(super) size: u64,
    /// Where the file system knows.
    modified: Option<SystemTime>,
}

impl SourceFile {
    /// Looks how large it is, and whether it can be read.
    pub(super) async fn open(path: PathBuf) -> Result<Self, Error> {
        let at = path.clone();
        let (size, modified) =
            on_file(OPERATION, &path, move || Ok(state(&File::open(at)?.metadata()?))).await?;
        Ok(Self { path, size, modified })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes from `range.start` on, one buffer of them at most, and the file to read the next ones of: the one that read
    /// those before, or one that is opened for it.
    fn read(&self, file: Option<File>, range: Range<u64>) -> io::Result<(File, Bytes)> {
        let mut file = match file {
            Some(file) => file,
            None => self.open_at(range.start)?,
        };
        let size = (range.end - range.start).min(BUFFER);
        let end = range.start + size;
        // At the end, one more would say that there is more than the file system knows of.
        let asked = size + u64::from(end == self.size);
        let mut bytes = Vec::with_capacity(usize::try_from(asked).unwrap_or_default());
        Read::by_ref(&mut file).take(asked).read_to_end(&mut bytes)?;
        let read = bytes.len() as u64;
        if end == range.end || read != size {
            self.expect_unchanged(&file)?;
        }
        if read != size {
            let found = range.start + read;
            return Err(changed(format!(
                "it had {} bytes when the upload began, {found} were read",
                self.size
            )));
        }
        Ok((file, bytes.into()))
    }

    fn open_at(&self, place: u64) -> io::Result<File> {
        let mut file = File::open(&self.path)?;
        self.expect_unchanged(&file)?;
        file.seek(SeekFrom::Start(place))?;
        Ok(file)
    }

    /// Makes sure that nobody wrote to the file: parts of two versions would make an object that never was.
    fn expect_unchanged(&self, file: &File) -> io::Result<()> {
        let (size, modified) = state(&file.metadata()?);
        if size != self.size {
            return Err(changed(format!(
                "it had {} bytes when the upload began, and has {size} now",
                self.size
            )));
        }
        if modified != self.modified {
            return Err(changed("it was written to since the upload began".to_owned()));
        }
        Ok(())
    }
}

fn state(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn changed(message: String) -> io::Error {
    io::Error::other(message)
}

/// A part of a file. Each attempt reads it again, a buffer at a time.
#[derive(Clone, Debug)]
pub(super) struct FilePart {
    file: Arc<SourceFile>,
    range: Range<u64>,
    /// Why the last attempt could not read it: a transport may say that in its own way, or not at all.
    failure: Arc<Mutex<Option<Error>>>,
}

impl FilePart {
    pub(super) fn new(file: &Arc<SourceFile>, range: Range<u64>) -> Self {
        Self { file: Arc::clone(file), range, failure: Arc::default() }
    }

    pub(super) const fn size(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// Reads all of a part that fits in a buffer.
    pub(super) async fn bytes(self) -> Result<Bytes, Error> {
        let path = self.file.path().to_owned();
        on_file(OPERATION, &path, move || Ok(self.file.read(None, self.range)?.1)).await
    }

    /// What went wrong: `error`, if the file could be read.
    pub(super) fn why(&self, error: Error) -> Error {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.unwrap_or(error)
    }

    fn failed(&self, error: io::Error) -> TransportError {
        let error = Error::file(OPERATION, self.file.path(), error);
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
        TransportError::new(TransportErrorKind::Other, error.to_string()).with_source(error)
    }
}

impl BodySource for FilePart {
    fn open(&self) -> Body {
        Body::from_stream(FileBody { place: self.range.start, part: self.clone(), reading: None })
    }

    fn content_length(&self) -> Option<u64> {
        Some(self.size())
    }
}

/// One attempt's reading of a part: the next buffer is read while the last one is sent.
struct FileBody {
    part: FilePart,
    /// Up to where it has been given.
    place: u64,
    reading: Option<JoinHandle<io::Result<(File, Bytes)>>>,
}

impl FileBody {
    fn start(&self, file: Option<File>) -> JoinHandle<io::Result<(File, Bytes)>> {
        let (source, range) = (Arc::clone(&self.part.file), self.place..self.part.range.end);
        spawn_blocking(move || source.read(file, range))
    }
}

impl http_body::Body for FileBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.start(None));
        let Poll::Ready(joined) = Pin::new(&mut reading).poll(context) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let (file, bytes) = match joined.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(read) => read,
            Err(error) => return Poll::Ready(Some(Err(self.part.failed(error)))),
        };
        self.place += bytes.len() as u64;
        if !self.is_end_stream() {
            self.reading = Some(self.start(Some(file)));
        }
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.place == self.part.range.end
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.part.range.end - self.place)
    }
}
