//! [`UploadSource`]: where the bytes of an upload are from.

use std::{
    future::poll_fn,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};
use void_core::Body;

use super::file::{BUFFER, FilePart, SourceFile};
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
    /// A file. Each attempt of a part reads it again: memory holds two buffers of 256 KiB of each part that is under way,
    /// however large the parts are. Nobody may write to the file meanwhile.
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
                Opened { size: None, kind: OpenedKind::Reader { reader, ahead: BytesMut::new() } }
            }
            Kind::Path(path) => {
                let file = Arc::new(SourceFile::open(path).await?);
                Opened { size: Some(file.size), kind: OpenedKind::File { file, place: 0 } }
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
    File {
        file: Arc<SourceFile>,
        place: u64,
    },
    Reader {
        reader: Pin<Box<dyn AsyncRead + Send>>,
        /// What was read already.
        ahead: BytesMut,
    },
}

impl Opened {
    /// The next part: of `size` bytes, fewer only at the end.
    pub(super) async fn next(&mut self, size: u64) -> Result<Part, Error> {
        match &mut self.kind {
            OpenedKind::Memory(bytes) => Ok(Part::Memory(bytes.split_to(clamp(size).min(bytes.len())))),
            OpenedKind::File { file, place } => {
                let start = *place;
                *place = file.size.min(start.saturating_add(size));
                let part = FilePart::new(file, start..*place);
                Ok(if part.size() > BUFFER { Part::File(part) } else { Part::Memory(part.bytes().await?) })
            }
            OpenedKind::Reader { reader, ahead } => {
                read_to(reader, ahead, clamp(size)).await?;
                Ok(Part::Memory(ahead.split_to(clamp(size).min(ahead.len())).freeze()))
            }
        }
    }

    /// Whether a reader has this many bytes at least; a source whose size is known has it.
    pub(super) async fn has(&mut self, size: u64) -> Result<bool, Error> {
        let OpenedKind::Reader { reader, ahead } = &mut self.kind else {
            return Ok(self.size.is_some_and(|known| known >= size));
        };
        read_to(reader, ahead, clamp(size)).await?;
        Ok(ahead.len() >= clamp(size))
    }
}

fn clamp(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

/// Reads until there are `size` bytes, or no more.
async fn read_to(
    reader: &mut Pin<Box<dyn AsyncRead + Send>>,
    bytes: &mut BytesMut,
    size: usize,
) -> Result<(), Error> {
    while bytes.len() < size {
        let before = bytes.len();
        bytes.resize(size.min(before + CHUNK), 0);
        let mut buffer = ReadBuf::new(bytes.get_mut(before..).unwrap_or_default());
        let polled = poll_fn(|context| reader.as_mut().poll_read(context, &mut buffer)).await;
        let read = buffer.filled().len();
        bytes.truncate(before + read);
        polled.map_err(|error| Error::io(OPERATION, error))?;
        if read == 0 {
            break;
        }
    }
    Ok(())
}

/// Bytes that are sent by one request, as often as it takes.
pub(super) enum Part {
    Memory(Bytes),
    File(FilePart),
}

impl Part {
    pub(super) const fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(part) => part.size(),
        }
    }

    pub(super) fn body(&self) -> Body {
        match self {
            Self::Memory(bytes) => bytes.clone().into(),
            Self::File(part) => Body::from_source(Arc::new(part.clone())),
        }
    }

    /// Why the request that sent it failed.
    pub(super) fn why(&self, error: Error) -> Error {
        match self {
            Self::Memory(_) => error,
            Self::File(part) => part.why(error),
        }
    }
}

/// What errors of an upload's own say.
pub(super) const OPERATION: &str = "Upload";
