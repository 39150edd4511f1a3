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

/// Gives the call of a read its methods: version, bytes, conditions, and headers of the response.
macro_rules! reading {
    ($request:ty) => {
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
