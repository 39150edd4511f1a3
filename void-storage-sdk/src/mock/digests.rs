//! [`Digests`]: what is computed of the bytes of an object or a part.

use std::pin::Pin;

use http_body::Body as _;
use md5::{Digest, Md5};
use void_core::{TransportError, hex};

use super::{
    StoredBody,
    engine::{Code, Problem},
};
use crate::{
    checksum::Hasher,
    types::{ChecksumAlgorithm, Checksums, ETag},
};

/// What was computed of bytes.
#[derive(Clone, Debug)]
pub(super) struct Digests {
    pub(super) md5: [u8; 16],
    /// By the algorithm that was asked for, if one was.
    pub(super) checksums: Checksums,
}

impl Digests {
    /// The ETag of bytes that were written at once.
    pub(super) fn e_tag(&self) -> ETag {
        hex::encode(&self.md5).into()
    }

    /// Those of bytes that are stored.
    pub(super) async fn of(stored: &StoredBody, algorithm: ChecksumAlgorithm) -> Result<Self, Problem> {
        let mut body = stored.read(0..stored.size());
        let mut digesting = Digesting::new(Some(algorithm));
        while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            if let Ok(data) = frame.map_err(|error| store_failed(&error))?.into_data() {
                digesting.update(&data);
            }
        }
        Ok(digesting.finish())
    }
}

/// Computes as the bytes pass.
pub(super) struct Digesting {
    md5: Md5,
    checksum: Option<(ChecksumAlgorithm, Hasher)>,
}

impl Digesting {
    /// Starts; an algorithm that is not known is left out.
    pub(super) fn new(algorithm: Option<ChecksumAlgorithm>) -> Self {
        let checksum = algorithm.and_then(|algorithm| {
            let hasher = Hasher::new(&algorithm)?;
            Some((algorithm, hasher))
        });
        Self { md5: Md5::new(), checksum }
    }

    /// Takes the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        if let Some((_, hasher)) = &mut self.checksum {
            hasher.update(bytes);
        }
    }

    /// Ends.
    pub(super) fn finish(self) -> Digests {
        let mut checksums = Checksums::default();
        if let Some((algorithm, hasher)) = self.checksum {
            checksums.set(&algorithm, hasher.finish());
        }
        Digests { md5: self.md5.finalize().into(), checksums }
    }
}

/// The store of bodies failed.
pub(super) fn store_failed(error: &TransportError) -> Problem {
    Problem::of(Code::InternalError).with("Reason", error.to_string())
}
