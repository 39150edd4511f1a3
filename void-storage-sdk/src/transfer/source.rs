//! [`UploadSource`]: where the bytes of an upload are from.

use std::{
    fs::File,
    future::poll_fn,
    io::{self, Read},
    path::PathBuf,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};
use void_core::Body;

use super::local::on_file;
use crate::{body::ObjectBody, error::Error};

/// How many bytes a reader is asked for at once.
const CHUNK: usize = 64 * 1024;

/// Where the bytes of an upload are from: memory, a file, or a reader.
pub struct UploadSource(Kind);

enum Kind {
    Memory(Bytes),
    Path(PathBuf),
    // A mutex makes it `Sync`; it is never contended.
    Reader(Mutex<Pin<Box<dyn AsyncRead + Send>>>),
}

impl UploadSource {
    /// A file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::Path(path.into()))
    }

    /// What a reader gives until its end. It is read once, and each part is kept until it is uploaded.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self(Kind::Reader(Mutex::new(Box::pin(reader))))
    }

    /// What a stream gives until its end, as a [reader](Self::reader): a [`Body`], or the body of an object, which makes a copy
    /// from store to store.
    pub fn stream(body: impl Into<Body>) -> Self {
        Self::reader(ObjectBody::from(body.into()).into_reader())
    }

    pub(super) async fn open(self) -> Result<Opened, Error> {
        Ok(match self.0 {
            Kind::Memory(bytes) => Opened { size: Some(bytes.len() as u64), kind: OpenedKind::Memory(bytes) },
            Kind::Reader(reader) => {
                let reader = reader.into_inner().unwrap_or_else(PoisonError::into_inner);
                Opened { size: None, kind: OpenedKind::Reader(reader) }
            }
            Kind::Path(path) => {
                let at = path.clone();
                let (file, size) = on_file(OPERATION, &path, move || {
                    let file = File::open(at)?;
                    let size = file.metadata()?.len();
                    Ok((file, size))
                })
                .await?;
                Opened { size: Some(size), kind: OpenedKind::File(Some(file), path) }
            }
        })
    }
}

impl<B: Into<Bytes>> From<B> for UploadSource {
    fn from(bytes: B) -> Self {
        Self(Kind::Memory(bytes.into()))
    }
}

impl std::fmt::Debug for UploadSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Kind::Memory(bytes) => write!(formatter, "{} bytes in memory", bytes.len()),
            Kind::Path(path) => write!(formatter, "the file {}", path.display()),
            Kind::Reader(_) => formatter.write_str("a reader"),
        }
    }
}

/// A source that is read.
pub(super) struct Opened {
    /// How many bytes it has, where that is known.
    pub(super) size: Option<u64>,
    kind: OpenedKind,
}

enum OpenedKind {
    Memory(Bytes),
    File(Option<File>, PathBuf),
    Reader(Pin<Box<dyn AsyncRead + Send>>),
}

impl Opened {
    /// Makes sure that what was read is what was there at the beginning: a file may be written meanwhile.
    pub(super) fn expect_whole(&self, read: u64) -> Result<(), Error> {
        let Some(size) = self.size.filter(|size| *size != read) else { return Ok(()) };
        let message = format!("it had {size} bytes when the upload began, and {read} were read");
        let error = io::Error::other(message);
        Err(match &self.kind {
            OpenedKind::File(_, path) => Error::file(OPERATION, path, error),
            OpenedKind::Memory(_) | OpenedKind::Reader(_) => Error::io(OPERATION, error),
        })
    }

    /// The next bytes: `size` of them, fewer only at the end.
    pub(super) async fn next(&mut self, size: u64) -> Result<Bytes, Error> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        match &mut self.kind {
            OpenedKind::Memory(bytes) => Ok(bytes.split_to(size.min(bytes.len()))),
            OpenedKind::File(place, path) => {
                let Some(file) = place.take() else { return Ok(Bytes::new()) };
                let (file, bytes) = on_file(OPERATION, path, move || {
                    let mut bytes = Vec::with_capacity(size.min(CHUNK));
                    let mut file = file;
                    Read::by_ref(&mut file).take(size as u64).read_to_end(&mut bytes)?;
                    Ok((file, bytes))
                })
                .await?;
                *place = Some(file);
                Ok(bytes.into())
            }
            OpenedKind::Reader(reader) => {
                let mut bytes = BytesMut::new();
                while bytes.len() < size {
                    let before = bytes.len();
                    bytes.resize(size.min(before + CHUNK), 0);
                    let mut buffer = ReadBuf::new(bytes.get_mut(before..).unwrap_or_default());
                    poll_fn(|context| reader.as_mut().poll_read(context, &mut buffer))
                        .await
                        .map_err(|error| Error::io(OPERATION, error))?;
                    let read = buffer.filled().len();
                    bytes.truncate(before + read);
                    if read == 0 {
                        break;
                    }
                }
                Ok(bytes.freeze())
            }
        }
    }
}

/// What errors of an upload's own say.
pub(super) const OPERATION: &str = "Upload";
