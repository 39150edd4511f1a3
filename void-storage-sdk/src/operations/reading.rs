//! `reading!`: what GetObject and HeadObject have in common.

use std::ops::{Bound, RangeBounds};

use crate::error::Error;

/// The value of `Range` for a range of bytes.
pub(super) fn byte_range(operation: &'static str, range: &impl RangeBounds<u64>) -> Result<String, Error> {
    let empty = || Error::invalid_request(operation, "the range has no bytes");
    let first = match range.start_bound() {
        Bound::Included(first) => *first,
        Bound::Excluded(before) => before.checked_add(1).ok_or_else(empty)?,
        Bound::Unbounded => 0,
    };
    let last = match range.end_bound() {
        Bound::Included(last) => *last,
        Bound::Excluded(end) => end.checked_sub(1).ok_or_else(empty)?,
        Bound::Unbounded => return Ok(format!("bytes={first}-")),
    };
    if first > last { Err(empty()) } else { Ok(format!("bytes={first}-{last}")) }
}

/// Defines the request and the response of a read, and gives its call its methods: version, bytes, conditions, and headers of
/// the response. The response's own members come first, each with its place as in [`message!`](crate::wire::message).
macro_rules! reading {
    (
        $(#[$request_meta:meta])* $request:ident,
        $(#[$response_meta:meta])* $response:ident { $( $(#[$own_meta:meta])* $place:ident => $own:ident: $own_type:ty, )* }
    ) => {
        $(#[$request_meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $request {
            /// The bucket.
            pub bucket: BucketName,
            /// The key.
            pub key: ObjectKey,
            /// The version; `None` is the current one.
            pub version_id: Option<VersionId>,
            /// The bytes: `bytes=0-99`.
            pub range: Option<String>,
            /// The part, of an object that was made in parts.
            pub part_number: Option<u32>,
            /// Only where the ETag is this one.
            pub if_match: Option<String>,
            /// Only where the ETag is another one.
            pub if_none_match: Option<String>,
            /// Only where it was written after.
            pub if_modified_since: Option<Timestamp>,
            /// Only where it was not written after.
            pub if_unmodified_since: Option<Timestamp>,
            /// `ENABLED`: the response has the checksums.
            pub checksum_mode: Option<String>,
            /// `Content-Type` of the response.
            pub response_content_type: Option<String>,
            /// `Content-Language` of the response.
            pub response_content_language: Option<String>,
            /// `Expires` of the response.
            pub response_expires: Option<String>,
            /// `Cache-Control` of the response.
            pub response_cache_control: Option<String>,
            /// `Content-Disposition` of the response.
            pub response_content_disposition: Option<String>,
            /// `Content-Encoding` of the response.
            pub response_content_encoding: Option<String>,
        }

        crate::wire::message!($request {
            bucket => bucket,
            key => key,
            query "versionId" => version_id,
            header "range" => range,
            query "partNumber" => part_number,
            header "if-match" => if_match,
            header "if-none-match" => if_none_match,
            date "if-modified-since" => if_modified_since,
            date "if-unmodified-since" => if_unmodified_since,
            header "x-amz-checksum-mode" => checksum_mode,
            query "response-content-type" => response_content_type,
            query "response-content-language" => response_content_language,
            query "response-expires" => response_expires,
            query "response-cache-control" => response_cache_control,
            query "response-content-disposition" => response_content_disposition,
            query "response-content-encoding" => response_content_encoding,
        });

        $(#[$response_meta])*
        #[non_exhaustive]
        pub struct $response {
            $( $(#[$own_meta])* pub $own: $own_type, )*
            /// How many bytes they are: of the range, the part or the object.
            pub content_length: u64,
            /// Which bytes of how many they are, where not all were asked for: `bytes 0-99/1000`.
            pub content_range: Option<String>,
            /// What the content is told apart by.
            pub e_tag: ETag,
            /// When it was written.
            pub last_modified: Option<Timestamp>,
            /// What is kept with the bytes.
            pub headers: ObjectHeaders,
            /// The checksums.
            pub checksums: Checksums,
            /// The version, where the bucket has versioning.
            pub version_id: Option<VersionId>,
            /// `bytes`.
            pub accept_ranges: Option<String>,
            /// When it expires, and by which rule.
            pub expiration: Option<String>,
            /// How it is encrypted.
            pub server_side_encryption: Option<String>,
            /// How many parts it was made of, where one of them was asked for.
            pub parts_count: Option<u32>,
            /// How many tags it has, where it has any.
            pub tag_count: Option<u32>,
        }

        crate::wire::message!($response {
            $( $place => $own, )*
            header "content-length" => content_length,
            header "content-range" => content_range,
            header "etag" => e_tag,
            date "last-modified" => last_modified,
            group => headers,
            group => checksums,
            header "x-amz-version-id" => version_id,
            header "accept-ranges" => accept_ranges,
            header "x-amz-expiration" => expiration,
            header "x-amz-server-side-encryption" => server_side_encryption,
            header "x-amz-mp-parts-count" => parts_count,
            header "x-amz-tagging-count" => tag_count,
        });

        impl $request {
            fn new(bucket: BucketName, key: ObjectKey) -> Self {
                Self {
                    bucket,
                    key,
                    version_id: None,
                    range: None,
                    part_number: None,
                    if_match: None,
                    if_none_match: None,
                    if_modified_since: None,
                    if_unmodified_since: None,
                    checksum_mode: Some("ENABLED".to_owned()),
                    response_content_type: None,
                    response_content_language: None,
                    response_expires: None,
                    response_cache_control: None,
                    response_content_disposition: None,
                    response_content_encoding: None,
                }
            }
        }

        impl $response {
            fn status(&self) -> StatusCode {
                if self.content_range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK }
            }
        }

        impl Call<'_, $request> {
            /// The version. Default: the current one.
            pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
                self.set(|request| request.version_id = Some(version_id.into()))
            }

            /// Which bytes: `0..100`, `100..`, `..=99`. A range that starts after the end of the object is `InvalidRange`,
            /// one that reaches beyond it ends with it.
            pub fn range(self, range: impl std::ops::RangeBounds<u64>) -> Self {
                let range = super::reading::byte_range(<$request as super::Operation>::NAME, &range);
                self.try_set(range, |request, range| request.range = Some(range))
            }

            /// The last bytes: all, where the object has no more than `count`.
            pub fn last_bytes(self, count: u64) -> Self {
                self.set(|request| request.range = Some(format!("bytes=-{count}")))
            }

            /// The part, from 1, of an object that was made in parts. An object that was not is part 1.
            pub fn part_number(self, number: u32) -> Self {
                self.set(|request| request.part_number = Some(number))
            }

            /// Only where this is the object's ETag: `PreconditionFailed` otherwise.
            pub fn if_match(self, e_tag: impl Into<ETag>) -> Self {
                self.set(|request| request.if_match = Some(e_tag.into().into()))
            }

            /// Only where this is not the object's ETag: `NotModified` otherwise.
            pub fn if_none_match(self, e_tag: impl Into<ETag>) -> Self {
                self.set(|request| request.if_none_match = Some(e_tag.into().into()))
            }

            /// Only where it was written after `time`, which counts to the second: `NotModified` otherwise.
            pub fn if_modified_since(self, time: Timestamp) -> Self {
                self.set(|request| request.if_modified_since = Some(time))
            }

            /// Only where it was not written after `time`, which counts to the second: `PreconditionFailed` otherwise.
            pub fn if_unmodified_since(self, time: Timestamp) -> Self {
                self.set(|request| request.if_unmodified_since = Some(time))
            }

            /// `Content-Type` of the response, in place of the object's. Only for a caller with credentials, as the other
            /// headers of the response.
            pub fn response_content_type(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_content_type = Some(value.into()))
            }

            /// `Content-Language` of the response.
            pub fn response_content_language(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_content_language = Some(value.into()))
            }

            /// `Expires` of the response.
            pub fn response_expires(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_expires = Some(value.into()))
            }

            /// `Cache-Control` of the response.
            pub fn response_cache_control(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_cache_control = Some(value.into()))
            }

            /// `Content-Disposition` of the response: `attachment; filename="invoice.pdf"`.
            pub fn response_content_disposition(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_content_disposition = Some(value.into()))
            }

            /// `Content-Encoding` of the response.
            pub fn response_content_encoding(self, value: impl Into<String>) -> Self {
                self.set(|request| request.response_content_encoding = Some(value.into()))
            }
        }
    };
}

pub(super) use reading;

#[cfg(test)]
mod tests {
    use std::ops::Bound;

    use super::byte_range;

    #[test]
    fn ranges_of_bytes_are_written() {
        let written = |range: (Bound<u64>, Bound<u64>)| byte_range("GetObject", &range).ok();
        for (first, last, expected) in [
            (Bound::Included(0), Bound::Excluded(100), Some("bytes=0-99")),
            (Bound::Included(5), Bound::Included(5), Some("bytes=5-5")),
            (Bound::Unbounded, Bound::Included(9), Some("bytes=0-9")),
            (Bound::Excluded(9), Bound::Unbounded, Some("bytes=10-")),
            (Bound::Included(5), Bound::Excluded(5), None),
            (Bound::Included(0), Bound::Excluded(0), None),
            (Bound::Excluded(u64::MAX), Bound::Unbounded, None),
        ] {
            assert_eq!(written((first, last)).as_deref(), expected, "{first:?} {last:?}");
        }
    }
}
