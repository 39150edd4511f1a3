//! Objects are read.

use std::ops::Range;

use ::object_store::{
    Attribute, Attributes, GetOptions, GetRange, GetResult, GetResultPayload, ObjectMeta, Result, path::Path,
};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _};
use void_core::Timestamp;

use super::{
    errors::{of_path, other},
    store::VoidObjectStore,
};
use crate::types::{ETag, ObjectHeaders, VersionId};

/// What GetObject and HeadObject have in common.
struct Read {
    length: u64,
    content_range: Option<String>,
    e_tag: ETag,
    last_modified: Option<Timestamp>,
    headers: ObjectHeaders,
    version_id: Option<VersionId>,
}

macro_rules! conditions {
    ($call:expr, $options:expr, $range:expr) => {
        $call.set(|request| {
            request.version_id = $options.version.map(Into::into);
            request.range = $range;
            request.if_match = $options.if_match;
            request.if_none_match = $options.if_none_match;
            request.if_modified_since = $options.if_modified_since.map(timestamp);
            request.if_unmodified_since = $options.if_unmodified_since.map(timestamp);
        })
    };
}

macro_rules! read {
    ($answer:expr) => {
        Read {
            length: $answer.content_length,
            content_range: $answer.content_range,
            e_tag: $answer.e_tag,
            last_modified: $answer.last_modified,
            headers: $answer.headers,
            version_id: $answer.version_id,
        }
    };
}

impl VoidObjectStore {
    pub(super) async fn get(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        let range = options.range.as_ref().map(written).transpose()?;
        if options.head {
            let call = self.client.head_object(&self.bucket, path.as_ref());
            let answer = conditions!(call, options, range).await.map_err(|error| of_path(path, error))?;
            return result(
                path,
                read!(answer),
                GetResultPayload::Stream(futures_util::stream::empty().boxed()),
            );
        }
        let call = self.client.get_object(&self.bucket, path.as_ref());
        let answer = conditions!(call, options, range).await.map_err(|error| of_path(path, error))?;
        let at = path.clone();
        let body = answer.body.map_err(move |error| of_path(&at, error)).boxed();
        result(path, read!(answer), GetResultPayload::Stream(body))
    }
}

fn result(path: &Path, read: Read, payload: GetResultPayload) -> Result<GetResult> {
    let (range, size) = match &read.content_range {
        Some(text) => parsed(text).ok_or_else(|| other(format!("{text:?} is no content range")))?,
        None => (0..read.length, read.length),
    };
    let meta = ObjectMeta {
        location: path.clone(),
        last_modified: date(read.last_modified.unwrap_or(Timestamp::from_millis(0)))?,
        size,
        e_tag: Some(read.e_tag.into()),
        version: read.version_id.map(Into::into),
    };
    let attributes = attributes(read.headers);
    Ok(GetResult { payload, meta, range, attributes, extensions: Default::default() })
}

/// The value of `Range`.
fn written(range: &GetRange) -> Result<String> {
    Ok(match range {
        GetRange::Bounded(range) if range.start >= range.end => return Err(other("the range has no bytes")),
        GetRange::Bounded(range) => format!("bytes={}-{}", range.start, range.end - 1),
        GetRange::Offset(first) => format!("bytes={first}-"),
        GetRange::Suffix(count) => format!("bytes=-{count}"),
    })
}

/// The bytes and the size of `bytes 0-99/1000`.
fn parsed(text: &str) -> Option<(Range<u64>, u64)> {
    let (range, size) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    Some((first.parse().ok()?..last.parse::<u64>().ok()?.checked_add(1)?, size.parse().ok()?))
}

fn attributes(headers: ObjectHeaders) -> Attributes {
    let named = [
        (Attribute::ContentType, headers.content_type),
        (Attribute::ContentEncoding, headers.content_encoding),
        (Attribute::ContentLanguage, headers.content_language),
        (Attribute::ContentDisposition, headers.content_disposition),
        (Attribute::CacheControl, headers.cache_control),
        (Attribute::StorageClass, headers.storage_class.map(|class| class.as_str().to_owned())),
    ];
    let named = named.into_iter().filter_map(|(attribute, value)| Some((attribute, value?)));
    let metadata = headers.metadata.into_iter();
    named.chain(metadata.map(|(name, value)| (Attribute::Metadata(name.into()), value))).collect()
}

pub(super) fn date(time: Timestamp) -> Result<DateTime<Utc>> {
    let millis = i64::try_from(time.as_millis()).ok().and_then(DateTime::from_timestamp_millis);
    millis.ok_or_else(|| other("a time is out of range"))
}

fn timestamp(time: DateTime<Utc>) -> Timestamp {
    Timestamp::from_millis(u64::try_from(time.timestamp_millis()).unwrap_or(0))
}
