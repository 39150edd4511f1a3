//! [`ByteRange`]: which bytes of an object a request is for.

use std::ops::Range;

use super::{Code, Problem};

/// Which bytes of an object a request is for.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From the first, to the last where there is one.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

impl ByteRange {
    /// Reads the value of `Range`. `None` for what is no range of bytes, or more than one: the header then has no effect.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.trim().strip_prefix("bytes=")?.trim().split_once('-')?;
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // What is too large for a number is beyond the end of every object.
            is_number.then(|| text.parse().unwrap_or(u64::MAX))
        };
        if first.is_empty() {
            return number(last).map(Self::Last);
        }
        let first = number(first)?;
        if last.is_empty() {
            return Some(Self::From(first, None));
        }
        let last = number(last)?;
        (first <= last).then_some(Self::From(first, Some(last)))
    }

    /// The bytes of an object of `size`.
    ///
    /// # Errors
    ///
    /// `InvalidRange` where the object has none of them.
    pub fn within(self, size: u64) -> Result<Range<u64>, Problem> {
        let range = match self {
            Self::From(first, last) => first..last.map_or(size, |last| last.saturating_add(1).min(size)),
            Self::Last(count) => size.saturating_sub(count)..size,
        };
        if range.is_empty() {
            return Err(Problem::of(Code::InvalidRange)
                .with("RangeRequested", self.to_string())
                .with("ActualObjectSize", size.to_string())
                .with_header("content-range", format!("bytes */{size}")));
        }
        Ok(range)
    }
}

impl std::fmt::Display for ByteRange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::From(first, None) => write!(formatter, "bytes={first}-"),
            Self::From(first, Some(last)) => write!(formatter, "bytes={first}-{last}"),
            Self::Last(count) => write!(formatter, "bytes=-{count}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteRange, Code};

    #[test]
    fn a_range_is_cut_to_the_object_and_what_is_none_is_ignored() {
        let within = |text: &str| ByteRange::parse(text).map(|range| range.within(10));
        for (text, expected) in [
            ("bytes=0-4", 0..5),
            ("bytes=5-", 5..10),
            ("bytes=9-99", 9..10),
            ("bytes=-3", 7..10),
            ("bytes=-99", 0..10),
            ("bytes=0-99999999999999999999999", 0..10),
        ] {
            assert_eq!(within(text), Some(Ok(expected)), "{text}");
        }
        for text in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(within(text).unwrap().unwrap_err().code(), Code::InvalidRange, "{text}");
        }
        for text in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-2",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=+1-2",
        ] {
            assert_eq!(within(text), None, "{text}");
        }
    }
}
