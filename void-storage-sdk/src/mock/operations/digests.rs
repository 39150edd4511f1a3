//! Digests of bytes that are stored.

use std::pin::Pin;

use http_body::Body as _;
use md5::{Digest, Md5};

use crate::{
    checksum::Hasher,
    mock::{
        StoredBody,
        engine::{Code, Problem},
    },
    types::ChecksumAlgorithm,
};

/// The MD5 digest of stored bytes, and their checksum by `algorithm`.
pub(super) async fn of(
    stored: &StoredBody,
    algorithm: &ChecksumAlgorithm,
) -> Result<([u8; 16], Option<String>), Problem> {
    let mut body = stored.read(0..stored.size());
    let (mut md5, mut hasher) = (Md5::new(), Hasher::new(algorithm));
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame =
            frame.map_err(|error| Problem::of(Code::InternalError).with("Reason", error.to_string()))?;
        let Ok(data) = frame.into_data() else { continue };
        md5.update(&data);
        if let Some(hasher) = &mut hasher {
            hasher.update(&data);
        }
    }
    Ok((md5.finalize().into(), hasher.map(Hasher::finish)))
}
