//! Checksums and the ways in which a body is signed.

use bytes::Bytes;
use void_storage_sdk::{
    ErrorKind,
    types::{ChecksumAlgorithm, PayloadSigning},
};

use super::{
    CaseResult, Target,
    target::{refused, streamed},
};

/// Of `hello`, each.
const OF_HELLO: [(ChecksumAlgorithm, &str); 5] = [
    (ChecksumAlgorithm::Crc32, "NhCmhg=="),
    (ChecksumAlgorithm::Crc32c, "mnG7TA=="),
    (ChecksumAlgorithm::Crc64Nvme, "M3eFcAZSQlc="),
    (ChecksumAlgorithm::Sha1, "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
    (ChecksumAlgorithm::Sha256, "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
];

/// Each checksum is computed here, checked there, and told to who reads.
pub async fn each_checksum_is_kept_and_told(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    for (algorithm, value) in OF_HELLO {
        let put = target.client().put_object(bucket.as_str(), "k", "hello");
        put.checksum_algorithm(algorithm.clone()).await?;
        let got = target.client().get_object(bucket.as_str(), "k").await?;
        assert_eq!(got.checksums.get(&algorithm), Some(value), "{algorithm}");
        assert_eq!(got.body.bytes(10).await?, "hello");
    }
    Ok(())
}

/// A checksum that is another's is refused, and nothing is written.
pub async fn a_wrong_checksum_is_refused(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    for (algorithm, value) in OF_HELLO {
        let put = target.client().put_object(bucket.as_str(), "k", "other").checksum(algorithm, value);
        refused(put.await, &[ErrorKind::BadDigest, ErrorKind::BadRequest]);
    }
    assert!(target.keys(&bucket).await?.is_empty());
    Ok(())
}

/// A body is taken whether the signature covers it or not, with a checksum and without.
pub async fn each_way_of_signing_a_body(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    for signing in [PayloadSigning::Auto, PayloadSigning::Signed, PayloadSigning::Unsigned] {
        let put = |body: &'static str| {
            target.client().put_object(bucket.as_str(), "k", body).payload_signing(signing)
        };
        put("hello").await?;
        assert_eq!(target.read(&bucket, "k").await?, "hello");
        put("world").no_checksum().await?;
        assert_eq!(target.read(&bucket, "k").await?, "world");
    }
    Ok(())
}

/// A stream's checksum comes behind it, whether its chunks are signed or not.
pub async fn a_stream_has_its_checksum_behind_it(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    for signing in [PayloadSigning::Signed, PayloadSigning::Unsigned] {
        for (algorithm, value) in OF_HELLO {
            let pieces = vec![Bytes::from_static(b"he"), Bytes::from_static(b"llo")];
            let put = target.client().put_object(bucket.as_str(), "k", streamed(pieces));
            put.payload_signing(signing).checksum_algorithm(algorithm.clone()).await?;
            let got = target.client().get_object(bucket.as_str(), "k").await?;
            assert_eq!(got.headers.content_encoding.as_deref().unwrap_or_default(), "", "{algorithm}");
            assert_eq!(got.checksums.get(&algorithm), Some(value), "{algorithm}");
            assert_eq!(got.body.bytes(10).await?, "hello");
        }
    }
    Ok(())
}
