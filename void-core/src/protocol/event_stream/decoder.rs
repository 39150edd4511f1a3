//! [`Decoder`]: messages out of a stream that comes in pieces.

use bytes::{Buf, BytesMut};

use super::{CRC_BYTES, DecodeError, MAX_HEADERS_BYTES, MAX_MESSAGE_BYTES, Message, PRELUDE_BYTES, crc};

/// Takes the pieces of a stream as they come, and gives the messages in them.
///
/// It holds no more than one message that is not whole and the last piece, if the messages are taken after each piece.
/// What is too large is refused as soon as its length is there. After an error it gives that error for ever.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: BytesMut,
    /// Of the message that `bytes` begins with, once its lengths are there.
    prelude: Option<Prelude>,
    failed: Option<DecodeError>,
}

#[derive(Clone, Copy, Debug)]
struct Prelude {
    message: usize,
    headers: usize,
}

impl Decoder {
    /// A decoder of a stream from its beginning.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece of the stream. An error is told by [`next_message`](Self::next_message).
    pub fn push(&mut self, piece: &[u8]) {
        if self.failed.is_none() {
            self.bytes.extend_from_slice(piece);
        }
    }

    /// Gives the next message; `None` until more of the stream is there.
    ///
    /// # Errors
    ///
    /// When what comes next is no message, or one that is too large.
    pub fn next_message(&mut self) -> Result<Option<Message>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.read().inspect_err(|error| {
            self.failed = Some(error.clone());
            self.bytes = BytesMut::new();
        })
    }

    /// Ends the stream.
    ///
    /// # Errors
    ///
    /// When it ended within a message, or there was an error before.
    pub fn finish(self) -> Result<(), DecodeError> {
        match self.failed {
            Some(error) => Err(error),
            None if self.bytes.is_empty() => Ok(()),
            None => Err(DecodeError::CutOff(self.bytes.len())),
        }
    }

    fn read(&mut self) -> Result<Option<Message>, DecodeError> {
        let Some(Prelude { message, headers }) = self.prelude()? else { return Ok(None) };
        if self.bytes.len() < message {
            return Ok(None);
        }
        self.prelude = None;
        let mut bytes = self.bytes.split_to(message).freeze();
        let mut sum = bytes.split_off(message - CRC_BYTES);
        if crc(&bytes) != sum.get_u32() {
            return Err(DecodeError::MessageChecksum);
        }
        let payload = bytes.split_off(PRELUDE_BYTES + headers);
        Message::read(bytes.split_off(PRELUDE_BYTES), payload).map(Some)
    }

    /// The lengths of the message that comes next, once they are there.
    fn prelude(&mut self) -> Result<Option<Prelude>, DecodeError> {
        if self.prelude.is_none() && self.bytes.len() >= PRELUDE_BYTES {
            self.prelude = Some(Prelude::read(&self.bytes[..PRELUDE_BYTES])?);
        }
        Ok(self.prelude)
    }
}

impl Prelude {
    fn read(mut bytes: &[u8]) -> Result<Self, DecodeError> {
        let expected = crc(&bytes[..PRELUDE_BYTES - CRC_BYTES]);
        let [message, headers] = [bytes.get_u32() as usize, bytes.get_u32() as usize];
        if bytes.get_u32() != expected {
            return Err(DecodeError::PreludeChecksum);
        }
        if message > MAX_MESSAGE_BYTES {
            return Err(DecodeError::MessageTooLarge(message));
        }
        if headers > MAX_HEADERS_BYTES {
            return Err(DecodeError::HeadersTooLarge(headers));
        }
        if PRELUDE_BYTES + headers + CRC_BYTES > message {
            return Err(DecodeError::Lengths { message, headers });
        }
        Ok(Self { message, headers })
    }
}
