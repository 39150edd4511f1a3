//! What GetObject and HeadObject read: which bytes, with which headers.

use std::ops::Range;

use crate::{
    mock::{
        engine::{ByteRange, Code, Found, Object, Problem, ReadConditions},
        protocol::Exchange,
    },
    operations::{GetObjectRequest, GetObjectResponse},
    types::{Checksums, ObjectHeaders, StorageClass},
};

/// The highest number of a part.
const PART_LIMIT: u32 = 10_000;

/// Which bytes of an object are read.
struct Selected {
    bytes: Range<u64>,
    content_range: Option<String>,
    checksums: Checksums,
    parts_count: Option<u32>,
}

/// Reads an object.
pub(super) fn read(request: GetObjectRequest, exchange: &Exchange<'_>) -> Result<GetObjectResponse, Problem> {
    let (bucket, key) = (request.bucket.as_str(), request.key.as_str());
    let found =
        exchange.backend.run(|state| state.engine.find_object(bucket, key, request.version_id.as_ref()))?;
    conditions(&request).check_read(&found)?;
    let object = &found.object;
    let selected = select(object, request.range.as_deref(), request.part_number)?;
    let shows_checksums = request.checksum_mode.as_deref() == Some("ENABLED");
    Ok(GetObjectResponse {
        content_length: selected.bytes.end - selected.bytes.start,
        body: object.body.read(selected.bytes).into(),
        content_range: selected.content_range,
        e_tag: object.e_tag.clone(),
        last_modified: Some(found.last_modified),
        headers: headers(&found, request),
        checksums: if shows_checksums { selected.checksums } else { Checksums::default() },
        version_id: found.version_id,
        accept_ranges: Some("bytes".to_owned()),
        expiration: found.expiration,
        server_side_encryption: Some(object.server_side_encryption.clone()),
        parts_count: selected.parts_count,
        tag_count: u32::try_from(object.tags.len()).ok().filter(|count| *count > 0),
    })
}

fn conditions(request: &GetObjectRequest) -> ReadConditions {
    ReadConditions {
        if_match: request.if_match.clone(),
        if_none_match: request.if_none_match.clone(),
        if_modified_since: request.if_modified_since,
        if_unmodified_since: request.if_unmodified_since,
    }
}

/// The bytes of a range or a part, or all of them. A range that can't be read has no effect.
fn select(object: &Object, range: Option<&str>, part: Option<u32>) -> Result<Selected, Problem> {
    let size = object.body.size();
    let range = range.and_then(ByteRange::parse);
    let within = |bytes: &Range<u64>| format!("bytes {}-{}/{size}", bytes.start, bytes.end.saturating_sub(1));
    match (range, part) {
        (Some(_), Some(_)) => {
            Err(Problem::request("Cannot specify both Range header and partNumber query parameter"))
        }
        (None, Some(number)) => {
            let (bytes, checksums) = part_of(object, number)?;
            Ok(Selected {
                content_range: (!bytes.is_empty()).then(|| within(&bytes)),
                bytes,
                checksums,
                parts_count: u32::try_from(object.parts.len()).ok().filter(|count| *count > 0),
            })
        }
        (Some(range), None) => {
            let bytes = range.within(size)?;
            let is_whole = bytes == (0..size);
            Ok(Selected {
                content_range: Some(within(&bytes)),
                bytes,
                checksums: if is_whole { object.checksums.clone() } else { Checksums::default() },
                parts_count: None,
            })
        }
        (None, None) => Ok(Selected {
            bytes: 0..size,
            content_range: None,
            checksums: object.checksums.clone(),
            parts_count: None,
        }),
    }
}

/// The bytes of a part and their checksums. An object that was written at once is its own part 1.
fn part_of(object: &Object, number: u32) -> Result<(Range<u64>, Checksums), Problem> {
    if !(1..=PART_LIMIT).contains(&number) {
        let message = "Part number must be an integer between 1 and 10000, inclusive";
        return Err(Problem::argument("partNumber", &number.to_string(), message));
    }
    if object.parts.is_empty() && number == 1 {
        return Ok((0..object.body.size(), object.checksums.clone()));
    }
    let mut start = 0;
    for part in &object.parts {
        if part.number == number {
            return Ok((start..start + part.size, part.checksums.clone()));
        }
        start += part.size;
    }
    Err(Problem::of(Code::InvalidPartNumber)
        .with("PartNumberRequested", number.to_string())
        .with("ActualPartCount", object.parts.len().max(1).to_string()))
}

/// What is kept with the bytes, with what the request has in its place.
fn headers(found: &Found, request: GetObjectRequest) -> ObjectHeaders {
    let kept = (*found.object.headers).clone();
    ObjectHeaders {
        content_type: request.response_content_type.or(kept.content_type),
        content_language: request.response_content_language.or(kept.content_language),
        expires: request.response_expires.or(kept.expires),
        cache_control: request.response_cache_control.or(kept.cache_control),
        content_disposition: request.response_content_disposition.or(kept.content_disposition),
        content_encoding: request.response_content_encoding.or(kept.content_encoding),
        // The default is not said.
        storage_class: kept.storage_class.filter(|class| *class != StorageClass::Standard),
        ..kept
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, select};
    use crate::mock::operations::parts_for_tests::in_parts;

    #[tokio::test]
    async fn a_part_has_its_bytes_its_checksums_and_the_number_of_parts() {
        let object = in_parts(&[(1, "hello"), (4, ""), (7, "world!")]).await;
        for (number, bytes, range) in [(1, 0..5, "bytes 0-4/11"), (7, 5..11, "bytes 5-10/11")] {
            let selected = select(&object, None, Some(number)).unwrap();
            assert_eq!((selected.bytes, selected.content_range.as_deref()), (bytes, Some(range)));
            assert_eq!(selected.parts_count, Some(3));
            assert_eq!(selected.checksums.crc32, Some(format!("of part {number}")));
        }
        let whole = select(&object, None, None).unwrap();
        assert_eq!((whole.bytes, whole.parts_count), (0..11, None));
        for number in [2, 8, 10_000] {
            let problem = select(&object, None, Some(number)).map(|_| ()).unwrap_err();
            assert_eq!(problem.code(), Code::InvalidPartNumber);
        }
    }
}
