//! [`Intake`]: a request's body, checked against all that was declared of it.

use std::pin::Pin;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body::Body as _;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use void_core::{
    Body, TransportError, hex,
    protocol::aws_chunked::{Decoder, Trailers},
    signing::verify::ChunkVerifier,
};

use super::errors::{not_decoded, not_read};
use crate::{
    mock::{
        Blob, BodyWriter,
        digests::{Digesting, Digests, store_failed},
        engine::{Code, Problem},
    },
    types::ChecksumAlgorithm,
};

/// A request's body, and what was declared of it.
#[derive(Debug)]
pub(in crate::mock) struct Intake {
    body: Body,
    /// Its length, once decoded.
    length: Option<u64>,
    content_md5: Option<[u8; 16]>,
    sha256: Option<String>,
    /// How it is checked, and with what; nothing where that comes in the trailers.
    checksum: Option<(ChecksumAlgorithm, Option<String>)>,
    trailers: Option<Trailers>,
}

impl Intake {
    pub(super) fn new(
        headers: &HeaderMap,
        body: Body,
        chunks: Option<ChunkVerifier>,
    ) -> Result<Self, Problem> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let content_md5 = text("content-md5").map(digest).transpose()?;
        let hash = text("x-amz-content-sha256");
        let sha256 = hash.filter(|hash| hash.len() == 64).map(str::to_ascii_lowercase);
        let trailer = text("x-amz-trailer").and_then(|names| names.split(',').find_map(algorithm));
        let checksum = declared(headers, trailer.as_ref())?;
        let length = match text(header::CONTENT_LENGTH.as_str()) {
            Some(length) => Some(length.parse().map_err(|_| Problem::of(Code::InvalidArgument))?),
            None => body.content_length(),
        };
        if !Decoder::is_used(headers) {
            return Ok(Self { body, length, content_md5, sha256, checksum, trailers: None });
        }
        let length = text("x-amz-decoded-content-length").and_then(|length| length.parse().ok());
        let decoder = Decoder::new(headers, body, chunks).map_err(not_decoded)?;
        let trailers = Some(decoder.trailers());
        Ok(Self { body: Body::from_stream(decoder), length, content_md5, sha256: None, checksum, trailers })
    }

    /// Reads all of it into `writer`, at most `limit` bytes. The body must have said its length.
    pub(super) async fn read(
        self,
        writer: &mut dyn BodyWriter,
        limit: u64,
        default: Option<ChecksumAlgorithm>,
    ) -> Result<Digests, Problem> {
        let Self { mut body, length, content_md5, sha256, checksum, trailers } = self;
        let length = length.ok_or_else(|| Problem::of(Code::MissingContentLength))?;
        if length > limit {
            return Err(Problem::too_large(length, limit));
        }
        let algorithm = checksum.as_ref().map(|(algorithm, _)| algorithm.clone()).or(default);
        let mut digesting = Digesting::new(algorithm.clone());
        let mut sha = sha256.is_some().then(Sha256::new);
        let mut size = 0;
        while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            let Ok(data) = frame.map_err(|error| not_read(&error))?.into_data() else { continue };
            size += data.len() as u64;
            if size > length {
                return Err(Problem::of(Code::IncompleteBody));
            }
            digesting.update(&data);
            if let Some(sha) = &mut sha {
                sha.update(&data);
            }
            writer.write(data).await.map_err(|error| store_failed(&error))?;
        }
        if size != length {
            return Err(Problem::of(Code::IncompleteBody));
        }
        let digests = digesting.finish();
        if content_md5.is_some_and(|declared| declared != digests.md5) {
            return Err(Problem::of(Code::BadDigest)
                .with("ExpectedDigest", BASE64_STANDARD.encode(content_md5.unwrap_or_default()))
                .with("CalculatedDigest", BASE64_STANDARD.encode(digests.md5)));
        }
        if let (Some(declared), Some(sha)) = (sha256, sha) {
            let computed = hex::encode(&sha.finalize());
            if computed != declared {
                return Err(Problem::of(Code::ContentSha256Mismatch)
                    .with("ClientComputedContentSHA256", declared)
                    .with("S3ComputedContentSHA256", computed));
            }
        }
        if let Some(algorithm) = algorithm
            && let Some(computed) = digests.checksums.get(&algorithm)
        {
            let in_trailer = || trailer(trailers.as_ref()?, &algorithm);
            let declared = checksum.and_then(|(_, value)| value).or_else(in_trailer);
            if declared.is_some_and(|declared| declared != computed) {
                return Err(mismatch(&algorithm));
            }
        }
        Ok(digests)
    }

    /// Reads all of it as a document of at most `limit` bytes.
    pub(super) async fn into_document(mut self, limit: usize) -> Result<Bytes, Problem> {
        if self.length.is_none() {
            let body = std::mem::take(&mut self.body);
            let bytes = body.into_bytes(limit).await.map_err(|error| too_long(&error, limit))?;
            self.length = Some(bytes.len() as u64);
            self.body = bytes.into();
        }
        let mut document = Document::default();
        let read = self.read(&mut document, limit as u64, None).await;
        read.map_err(|problem| match problem.code() {
            Code::EntityTooLarge => {
                Problem::of(Code::MaxMessageLengthExceeded).with("MaxMessageLengthBytes", limit.to_string())
            }
            _ => problem,
        })?;
        Ok(document.0.freeze())
    }
}

/// The digest in `Content-MD5`.
fn digest(text: &str) -> Result<[u8; 16], Problem> {
    let bytes = BASE64_STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Problem::of(Code::InvalidDigest).with("Content-MD5", text))
}

/// The algorithm that a header's name has.
fn algorithm(header: &str) -> Option<ChecksumAlgorithm> {
    let name = header.trim().to_ascii_lowercase();
    let name = name.strip_prefix("x-amz-checksum-")?;
    ChecksumAlgorithm::KNOWN.iter().find(|known| known.as_str().eq_ignore_ascii_case(name)).cloned()
}

/// The checksum that the headers declare: one at most.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>
fn declared(
    headers: &HeaderMap,
    in_trailer: Option<&ChecksumAlgorithm>,
) -> Result<Option<(ChecksumAlgorithm, Option<String>)>, Problem> {
    let mut found = headers.iter().filter_map(|(name, value)| {
        Some((algorithm(name.as_str())?, value.to_str().unwrap_or_default().to_owned()))
    });
    let (first, second) = (found.next(), found.next());
    if second.is_some() || (first.is_some() && in_trailer.is_some()) {
        return Err(Problem::request(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ));
    }
    if let Some((algorithm, value)) = &first {
        let length = BASE64_STANDARD.decode(value).map(|bytes| bytes.len()).unwrap_or_default();
        let expected = match algorithm {
            ChecksumAlgorithm::Crc64Nvme => 8,
            ChecksumAlgorithm::Sha1 => 20,
            ChecksumAlgorithm::Sha256 => 32,
            _ => 4,
        };
        if length != expected {
            return Err(Problem::request(format!(
                "Value for x-amz-checksum-{} header is invalid.",
                algorithm.as_str().to_ascii_lowercase()
            )));
        }
    }
    let asked = headers.get("x-amz-sdk-checksum-algorithm");
    if asked.is_some() && first.is_none() && in_trailer.is_none() {
        return Err(Problem::request(
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were \
             found.",
        ));
    }
    Ok(match first {
        Some((algorithm, value)) => Some((algorithm, Some(value))),
        None => in_trailer.map(|algorithm| (algorithm.clone(), None)),
    })
}

fn trailer(trailers: &Trailers, algorithm: &ChecksumAlgorithm) -> Option<String> {
    let name = format!("x-amz-checksum-{}", algorithm.as_str().to_ascii_lowercase());
    trailers.get()?.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

fn mismatch(algorithm: &ChecksumAlgorithm) -> Problem {
    Problem::new(
        Code::BadDigest,
        format!("The {} you specified did not match the calculated checksum.", algorithm.as_str()),
    )
}

fn too_long(error: &TransportError, limit: usize) -> Problem {
    match error.kind() {
        void_core::TransportErrorKind::BodyTooLarge => {
            Problem::of(Code::MaxMessageLengthExceeded).with("MaxMessageLengthBytes", limit.to_string())
        }
        _ => not_read(error),
    }
}

/// A document in memory.
#[derive(Debug, Default)]
struct Document(BytesMut);

#[async_trait]
impl BodyWriter for Document {
    async fn write(&mut self, bytes: Bytes) -> Result<(), TransportError> {
        self.0.extend_from_slice(&bytes);
        Ok(())
    }

    async fn finish(self: Box<Self>) -> Result<Arc<dyn Blob>, TransportError> {
        unreachable!("a document is taken, not stored")
    }
}
