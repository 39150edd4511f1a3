//! [`KeptBody`]: a body as a record has it.

use std::{
    ops::Range,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::Frame;
use serde::{Deserialize, Serialize};
use void_core::{Body, TransportError, change_log, transport::TransportErrorKind};

use super::{Blob, BodyStore, Kept, StoredBody, memory};

/// A body as a record has it: what its pieces are, one after another.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeptBody(Vec<Piece>);

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Piece {
    /// These bytes.
    Here(#[serde(with = "change_log::blob")] Bytes),
    /// Some of those that the store has under a number.
    There { number: u64, from: u64, until: u64 },
}

impl KeptBody {
    /// What the store must have: a number, and how many bytes are under it at least.
    pub(in crate::mock) fn needed(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Here(_) => None,
            Piece::There { number, until, .. } => Some((*number, *until)),
        })
    }

    /// The body.
    pub(in crate::mock) fn restore(self, bodies: &dyn BodyStore) -> StoredBody {
        let pieces = self.0.into_iter().map(|piece| match piece {
            Piece::Here(bytes) => StoredBody::of(memory::of(bytes)),
            Piece::There { number, from, until } => {
                let blob = bodies.find(number, until);
                StoredBody::of(blob).slice(from..until)
            }
        });
        let pieces: Vec<_> = pieces.collect();
        match &*pieces {
            [one] => one.clone(),
            several => StoredBody::joined(several),
        }
    }
}

impl From<&StoredBody> for KeptBody {
    fn from(body: &StoredBody) -> Self {
        let pieces = body.blobs().map(|(blob, range)| match blob.kept(range.clone()) {
            Kept::Here(bytes) => Piece::Here(bytes),
            Kept::There(number) => Piece::There { number, from: range.start, until: range.end },
        });
        Self(pieces.collect())
    }
}

/// Stands in for bytes that the store does not have: to read them fails.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) number: u64,
    pub(super) size: u64,
}

impl Blob for Missing {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, _range: Range<u64>) -> Body {
        Body::from_stream(Failing)
    }

    fn kept(&self, _range: Range<u64>) -> Kept {
        Kept::There(self.number)
    }
}

struct Failing;

impl http_body::Body for Failing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let error = TransportError::new(TransportErrorKind::Other, "the store does not have these bytes");
        Poll::Ready(Some(Err(error)))
    }
}
