//! [`Decoder`]: the body that is in the chunks.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};

use super::{
    DecodeError, SIGNATURE, Trailers,
    lines::{Lines, TooLong},
    trailers::Pending,
};
use crate::{body::Body, signing::verify::ChunkVerifier, transport::TransportError};

/// The longest line in front of a chunk.
const HEADER_LIMIT: usize = 1024;

/// The longest that the trailers may be.
const TRAILERS_LIMIT: usize = 16 * 1024;

/// The smallest chunk that others may follow.
const SMALLEST_CHUNK: u64 = 8 * 1024;

/// Decodes a body as it is read, and checks the signatures of its chunks where it has what they are checked with.
///
/// The data of a chunk is given out as it comes, before its signature: only what a body gave that ended well may be used.
/// Nothing but the line that is being read is held. A chunk may be as large as what is left of the announced length.
///
/// Its errors have a [`DecodeError`] as their source, see [`DecodeError::of`].
#[derive(Debug)]
pub struct Decoder {
    body: Body,
    lines: Lines,
    state: State,
    /// Of the decoded body.
    left: u64,
    last_chunk: Option<u64>,
    verifier: Option<ChunkVerifier>,
    pending: Pending,
    trailers_size: usize,
    trailers: Trailers,
}

#[derive(Clone, Debug)]
enum State {
    /// Before a chunk.
    Header,
    /// In a chunk of which so much is left, and its signature.
    Data(u64, Option<String>),
    /// Between a chunk's data and its line's end.
    DataEnd,
    /// After the chunk of no bytes.
    Trailers,
    Done,
}

impl Decoder {
    /// Whether a request's body is in chunks, by its headers.
    #[must_use]
    pub fn is_used(headers: &HeaderMap) -> bool {
        header(headers, "x-amz-content-sha256").is_some_and(|hash| hash.starts_with("STREAMING-"))
    }

    /// Decodes `body` as `headers` announce it: `x-amz-decoded-content-length`, `x-amz-trailer`. With `verifier`, which
    /// [`Verified::chunks`](crate::signing::Verified::chunks) gives, signatures are checked; without, those that are there
    /// are not looked at.
    ///
    /// # Errors
    ///
    /// [`DecodeError::MissingLength`], and [`DecodeError::Trailers`] where trailers are announced by one header only.
    pub fn new(
        headers: &HeaderMap,
        body: Body,
        verifier: Option<ChunkVerifier>,
    ) -> Result<Self, DecodeError> {
        let left = header(headers, "x-amz-decoded-content-length")
            .and_then(|text| text.parse().ok())
            .ok_or(DecodeError::MissingLength)?;
        let pending = Pending::expecting(header(headers, "x-amz-trailer").unwrap_or_default())?;
        Ok(Self {
            body,
            lines: Lines::default(),
            state: State::Header,
            left,
            last_chunk: None,
            verifier,
            pending,
            trailers_size: 0,
            trailers: Trailers::default(),
        })
    }

    /// Where the trailers are found after the body's end.
    #[must_use]
    pub fn trailers(&self) -> Trailers {
        self.trailers.clone()
    }

    /// Goes on with what came: data, or `None` where more has to come.
    fn advance(&mut self) -> Result<Option<Bytes>, DecodeError> {
        loop {
            match &mut self.state {
                State::Data(left, signature) => {
                    let data = self.lines.data(*left);
                    if data.is_empty() {
                        return Ok(None);
                    }
                    *left -= data.len() as u64;
                    self.left -= data.len() as u64;
                    if let Some(verifier) = &mut self.verifier {
                        verifier.update(&data);
                        if *left == 0 {
                            verifier.end_chunk(signature.as_deref())?;
                        }
                    }
                    if *left == 0 {
                        self.state = State::DataEnd;
                    }
                    return Ok(Some(data));
                }
                State::Header => {
                    let Some(line) = self.line(HEADER_LIMIT, DecodeError::Incomplete)? else {
                        return Ok(None);
                    };
                    self.start_chunk(&line)?;
                }
                State::DataEnd => {
                    let Some(line) = self.line(2, DecodeError::Incomplete)? else { return Ok(None) };
                    if !line.is_empty() {
                        return Err(DecodeError::Incomplete);
                    }
                    self.state = State::Header;
                }
                State::Trailers => {
                    let limit = TRAILERS_LIMIT - self.trailers_size;
                    let Some(line) = self.line(limit, DecodeError::Trailers)? else { return Ok(None) };
                    self.trailers_size = TRAILERS_LIMIT.min(self.trailers_size + line.len() + 2);
                    // Clients differ in the empty lines before the trailers' signature and after it.
                    if !line.is_empty() {
                        self.pending.read(&line)?;
                    }
                }
                State::Done => return Ok(None),
            }
        }
    }

    fn line(&mut self, limit: usize, too_long: DecodeError) -> Result<Option<Bytes>, DecodeError> {
        let line = self.lines.line(limit).map_err(|TooLong| too_long)?;
        Ok(line.map(|line| match line.strip_suffix(b"\r") {
            Some(stripped) => line.slice(..stripped.len()),
            None => line,
        }))
    }

    /// Reads the line in front of a chunk: `10000;chunk-signature=…`.
    fn start_chunk(&mut self, line: &[u8]) -> Result<(), DecodeError> {
        let line = std::str::from_utf8(line).map_err(|_| DecodeError::Incomplete)?;
        let (size, signature) = match line.split_once(SIGNATURE) {
            Some((size, signature)) => (size, Some(signature)),
            None => (line, None),
        };
        let is_hex =
            !size.is_empty() && size.len() <= 16 && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size = Some(size).filter(|_| is_hex).and_then(|size| u64::from_str_radix(size, 16).ok());
        let size = size.filter(|size| *size <= self.left).ok_or(DecodeError::Incomplete)?;
        if size == 0 {
            if let Some(verifier) = &mut self.verifier {
                verifier.end_chunk(signature)?;
            }
            if self.left > 0 {
                return Err(DecodeError::Incomplete);
            }
            self.state = State::Trailers;
            return Ok(());
        }
        if self.last_chunk.replace(size).is_some_and(|last| last < SMALLEST_CHUNK) {
            return Err(DecodeError::ChunkTooSmall);
        }
        self.state = State::Data(size, signature.map(str::to_owned));
        Ok(())
    }

    /// The body has ended: it may do so after its trailers only.
    fn end(&mut self) -> Result<(), DecodeError> {
        if !matches!(self.state, State::Trailers) || self.trailers_size == 0 || self.lines.has_partial() {
            return Err(DecodeError::Incomplete);
        }
        let trailers = self.pending.finish()?;
        if let Some(verifier) = &mut self.verifier
            && verifier.signs_trailers()
        {
            verifier.end_trailers(&self.pending.text, self.pending.signature.as_deref())?;
        }
        self.state = State::Done;
        self.trailers.set(trailers);
        Ok(())
    }

    fn fail(&mut self, error: TransportError) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.state = State::Done;
        Poll::Ready(Some(Err(error)))
    }
}

fn header<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}

impl http_body::Body for Decoder {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        loop {
            match this.advance() {
                Ok(Some(data)) => return Poll::Ready(Some(Ok(Frame::data(data)))),
                Err(error) => return this.fail(error.into()),
                Ok(None) if matches!(this.state, State::Done) => return Poll::Ready(None),
                Ok(None) => {}
            }
            debug_assert!(this.lines.is_empty(), "what came was used up");
            match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => this.lines.push(frame.into_data().unwrap_or_default()),
                Some(Err(error)) => return this.fail(error),
                None => {
                    if let Err(error) = this.end() {
                        return this.fail(error.into());
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Done)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
