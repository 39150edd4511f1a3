//! What shows the service that a request's bytes arrived as they were sent.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};
use void_core::{Body, signing::Payload};

use super::settings::Settings;
use crate::{
    checksum::Checksum,
    types::{ChecksumAlgorithm, Integrity, PayloadSigning, SDK_ALGORITHM, UploadChecksum},
    wire::{Content, Message},
};

/// Adds the checksum of a message's bytes, where it has any, and says what the signature covers. `is_required`: whether the
/// service asks for a checksum of the document. The error says what the caller has to change.
pub(super) fn add(
    message: &mut Message,
    is_required: bool,
    settings: &Settings,
) -> Result<Option<Payload>, String> {
    match &message.content {
        Content::Empty => Ok(None),
        Content::Document(document) => {
            if is_required && !is_vouched_for(&message.headers) {
                declare(&mut message.headers, &ChecksumAlgorithm::Crc32, document)?;
            }
            Ok(None)
        }
        Content::Stream(body) => upload(&mut message.headers, body, &message.integrity, settings).map(Some),
    }
}

fn upload(
    headers: &mut HeaderMap,
    body: &Body,
    integrity: &Integrity,
    settings: &Settings,
) -> Result<Payload, String> {
    let algorithm = match &integrity.checksum {
        _ if has_checksum(headers) => None,
        UploadChecksum::Default => settings.checksum.as_ref(),
        UploadChecksum::Algorithm(algorithm) => Some(algorithm),
        UploadChecksum::None => None,
    };
    if let Some(bytes) = body.as_bytes() {
        if let Some(algorithm) = algorithm {
            declare(headers, algorithm, bytes)?;
        }
        return Ok(match integrity.signing {
            PayloadSigning::Auto if settings.is_protected && is_vouched_for(headers) => Payload::Unsigned,
            PayloadSigning::Auto | PayloadSigning::Signed => Payload::Signed,
            PayloadSigning::Unsigned => Payload::Unsigned,
        });
    }
    if body.content_length().is_none() {
        return Err("the service takes no body whose length is not known before it is sent: give one \
            whose `content_length` is known, or upload it in parts"
            .to_owned());
    }
    let signed = match integrity.signing {
        PayloadSigning::Auto => !settings.is_protected,
        PayloadSigning::Signed => true,
        PayloadSigning::Unsigned => false,
    };
    let trailer = match algorithm {
        Some(algorithm) => {
            let checksum = checksum(algorithm)?;
            name_algorithm(headers, algorithm)?;
            Some(Arc::new(checksum) as _)
        }
        None => None,
    };
    Ok(Payload::Chunked { signed, trailer })
}

/// Puts the checksum of bytes in memory in the headers.
fn declare(headers: &mut HeaderMap, algorithm: &ChecksumAlgorithm, bytes: &[u8]) -> Result<(), String> {
    let checksum = checksum(algorithm)?;
    let value = HeaderValue::try_from(checksum.of(bytes)).expect("base64 is a header's text");
    headers.insert(checksum.header(), value);
    name_algorithm(headers, algorithm)
}

fn name_algorithm(headers: &mut HeaderMap, algorithm: &ChecksumAlgorithm) -> Result<(), String> {
    let name = HeaderValue::try_from(algorithm.as_str()).map_err(|error| error.to_string())?;
    headers.insert(HeaderName::from_static(SDK_ALGORITHM), name);
    Ok(())
}

fn checksum(algorithm: &ChecksumAlgorithm) -> Result<Checksum, String> {
    Checksum::by(algorithm).ok_or_else(|| {
        format!(
            "the checksum {:?} can't be computed: choose CRC32, CRC32C, CRC64NVME, SHA1 or SHA256, or give its value",
            algorithm.as_str()
        )
    })
}

fn has_checksum(headers: &HeaderMap) -> bool {
    Checksum::ALL.iter().any(|checksum| headers.contains_key(checksum.header()))
}

fn is_vouched_for(headers: &HeaderMap) -> bool {
    has_checksum(headers) || headers.contains_key("content-md5")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Content, Message, Settings, add};
    use crate::AddressingStyle;

    fn headers_of(is_required: bool, given: &[(&'static str, &'static str)]) -> http::HeaderMap {
        let mut message =
            Message { content: Content::Document(Bytes::from_static(b"123456789")), ..Message::default() };
        for (name, value) in given {
            message.put_header(name, &(*value).to_owned()).unwrap();
        }
        let settings = Settings {
            checksum: None,
            is_protected: true,
            addressing: AddressingStyle::Path,
            endpoint_is_default: false,
            host_is_address: false,
        };
        assert!(add(&mut message, is_required, &settings).unwrap().is_none(), "it is signed");
        message.headers
    }

    #[test]
    fn a_document_has_a_checksum_where_the_service_asks_for_one() {
        assert_eq!(headers_of(true, &[])["x-amz-checksum-crc32"], "y/Q5Jg==");
        assert!(headers_of(false, &[]).is_empty());
        for known in ["content-md5", "x-amz-checksum-sha256"] {
            assert_eq!(headers_of(true, &[(known, "known")]).len(), 1, "{known} is enough");
        }
    }
}
