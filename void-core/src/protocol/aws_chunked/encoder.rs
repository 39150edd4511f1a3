//! [`Encoder`]: a body in chunks.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use sha2::{Digest, Sha256};

use super::{SIGNATURE, TRAILER_SIGNATURE};
use crate::{
    body::Body,
    signing::{ChunkChain, NewTrailer, Trailer},
    transport::{TransportError, TransportErrorKind},
};

/// A signed chunk is held until its digest is known.
const SIGNED_CHUNK: u64 = 64 * 1024;

/// An unsigned one passes as it comes.
const UNSIGNED_CHUNK: u64 = 1024 * 1024;

/// A signature in hex.
const HEX: u64 = 64;

const CRLF: Bytes = Bytes::from_static(b"\r\n");

/// Encodes a body as it is read. The data itself is not copied.
///
/// Every chunk but the last has 64 KiB where chunks are signed, which is what is held in memory, and 1 MiB otherwise: the
/// encoded length is known from the body's. A body that has another length than it said breaks off.
pub(crate) struct Encoder {
    body: Body,
    /// Of the body.
    left: u64,
    /// Of the chunk that is being sent or gathered.
    chunk_left: u64,
    /// What came of a signed chunk so far.
    gathered: Vec<Bytes>,
    digest: Sha256,
    chain: Option<ChunkChain>,
    trailer: Option<PendingTrailer>,
    ready: VecDeque<Bytes>,
    encoded_left: u64,
    /// What came of the body beyond the chunk.
    pending: Bytes,
    is_done: bool,
}

struct PendingTrailer {
    name: String,
    value_len: usize,
    trailer: Box<dyn Trailer>,
}

impl Encoder {
    /// Encodes `body`, which has `length` bytes; with `chain`, each chunk is signed.
    pub(crate) fn new(
        body: Body,
        length: u64,
        chain: Option<ChunkChain>,
        trailer: Option<&dyn NewTrailer>,
    ) -> Self {
        let encoded_left = Self::encoded_length(length, chain.is_some(), trailer);
        let trailer = trailer.map(|new| PendingTrailer {
            name: new.name().as_str().to_owned(),
            value_len: new.value_len(),
            trailer: new.start(),
        });
        let mut encoder = Self {
            body,
            left: length,
            chunk_left: 0,
            gathered: Vec::new(),
            digest: Sha256::new(),
            chain,
            trailer,
            ready: VecDeque::new(),
            encoded_left,
            pending: Bytes::new(),
            is_done: false,
        };
        encoder.start_chunk();
        encoder
    }

    /// How long `length` bytes are when they are encoded.
    pub(crate) fn encoded_length(length: u64, signed: bool, trailer: Option<&dyn NewTrailer>) -> u64 {
        let size = if signed { SIGNED_CHUNK } else { UNSIGNED_CHUNK };
        let signature = if signed { SIGNATURE.len() as u64 + HEX } else { 0 };
        let head = |size: u64| digits(size) + signature + 2;
        let (full, rest) = (length / size, length % size);
        let mut encoded = full * (head(size) + size + 2) + head(0);
        if rest > 0 {
            encoded += head(rest) + rest + 2;
        }
        if let Some(trailer) = trailer {
            encoded += (trailer.name().as_str().len() + 1 + trailer.value_len() + 2) as u64;
            if signed {
                encoded += TRAILER_SIGNATURE.len() as u64 + 1 + HEX + 2;
            }
        }
        encoded + 2
    }

    /// Starts the next chunk, whose size follows from what is left.
    fn start_chunk(&mut self) {
        let most = if self.chain.is_some() { SIGNED_CHUNK } else { UNSIGNED_CHUNK };
        self.chunk_left = self.left.min(most);
        if self.chunk_left > 0 && self.chain.is_none() {
            self.ready.push_back(format!("{:x}\r\n", self.chunk_left).into());
        }
    }

    /// Takes data of the body, at most to the chunk's end; gives back what is left of it.
    fn take(&mut self, mut data: Bytes) -> Bytes {
        let size = usize::try_from(self.chunk_left).unwrap_or(usize::MAX).min(data.len());
        let part = data.split_to(size);
        self.left -= size as u64;
        self.chunk_left -= size as u64;
        if let Some(pending) = &mut self.trailer {
            pending.trailer.update(&part);
        }
        match &self.chain {
            Some(_) => {
                self.digest.update(&part);
                self.gathered.push(part);
            }
            None => self.ready.push_back(part),
        }
        if self.chunk_left == 0 {
            self.end_chunk();
        }
        data
    }

    fn end_chunk(&mut self) {
        let size: usize = self.gathered.iter().map(Bytes::len).sum();
        if let Some(header) = self.signed_header(size) {
            self.ready.push_back(header);
            self.ready.extend(self.gathered.drain(..));
        }
        self.ready.push_back(CRLF);
        self.start_chunk();
    }

    fn signed_header(&mut self, size: usize) -> Option<Bytes> {
        let digest = std::mem::take(&mut self.digest);
        let signature = self.chain.as_mut()?.chunk(digest);
        let mut header = format!("{size:x}{SIGNATURE}");
        crate::hex::push(&mut header, &signature);
        header.push_str("\r\n");
        Some(header.into())
    }

    /// The chunk of no bytes, and what follows it.
    fn finish(&mut self) -> Result<(), TransportError> {
        self.is_done = true;
        let last = self.signed_header(0).unwrap_or_else(|| Bytes::from_static(b"0\r\n"));
        self.ready.push_back(last);
        let mut end = String::new();
        if let Some(PendingTrailer { name, value_len, trailer }) = self.trailer.take() {
            let value = trailer.finish();
            if value.len() != value_len {
                return Err(broken(format!("the trailer {name} is not as long as it was to be")));
            }
            if let Some(chain) = &mut self.chain {
                let signature = chain.trailers(format!("{name}:{value}\n").as_bytes());
                end = format!("{name}:{value}\r\n{TRAILER_SIGNATURE}:");
                crate::hex::push(&mut end, &signature);
                end.push_str("\r\n");
            } else {
                end = format!("{name}:{value}\r\n");
            }
        }
        end.push_str("\r\n");
        self.ready.push_back(end.into());
        Ok(())
    }
}

/// How many hexadecimal digits `size` has.
fn digits(size: u64) -> u64 {
    u64::from(size.checked_ilog2().unwrap_or(0)) / 4 + 1
}

fn broken(message: impl Into<String>) -> TransportError {
    // Another attempt would end the same way.
    TransportError::new(TransportErrorKind::InvalidRequest, message)
}

impl http_body::Body for Encoder {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        loop {
            if let Some(data) = this.ready.pop_front() {
                this.encoded_left = this.encoded_left.saturating_sub(data.len() as u64);
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            if this.is_done {
                return Poll::Ready(None);
            }
            if !this.pending.is_empty() {
                if this.left == 0 {
                    return Poll::Ready(Some(Err(broken("the body is longer than it said"))));
                }
                let data = std::mem::take(&mut this.pending);
                this.pending = this.take(data);
                continue;
            }
            let end = match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    this.pending = frame.into_data().unwrap_or_default();
                    continue;
                }
                Some(Err(error)) => Err(error),
                None if this.left > 0 => Err(broken("the body is shorter than it said")),
                None => this.finish(),
            };
            if let Err(error) = end {
                this.is_done = true;
                this.ready.clear();
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_done && self.ready.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.encoded_left)
    }
}
