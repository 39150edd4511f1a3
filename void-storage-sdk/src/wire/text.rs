//! [`Text`]: values as they are in headers, parameters and elements.

use std::borrow::Cow;

use void_core::Timestamp;

/// A value that has one form as text.
pub(crate) trait Text: Sized {
    /// The value as text.
    fn to_text(&self) -> Cow<'_, str>;
    /// The value of a text; the error says what the text should be.
    fn from_text(text: &str) -> Result<Self, String>;
}

impl Text for String {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Text for bool {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }

    fn from_text(text: &str) -> Result<Self, String> {
        match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err("it is true or false".to_owned()),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Text for $number {
            fn to_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }

            fn from_text(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| format!("it is a whole number of at most {}", Self::MAX))
            }
        }
    )* };
}

numbers!(u16, u32, u64, i32);

/// A time as XML has it: `2009-10-12T17:50:30.000Z`.
impl Text for Timestamp {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_rfc3339())
    }

    fn from_text(text: &str) -> Result<Self, String> {
        Self::parse_rfc3339(text.trim())
            .ok_or_else(|| "it is a time like 2009-10-12T17:50:30.000Z".to_owned())
    }
}

/// A time as headers have it, to the second: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HttpDate(pub(crate) Timestamp);

impl Text for HttpDate {
    fn to_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_http_date())
    }

    fn from_text(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Timestamp::parse_http_date(text)
            .or_else(|| Timestamp::parse_rfc3339(text))
            .or_else(|| Timestamp::parse_amz_date(text))
            .map(Self)
            .ok_or_else(|| "it is a time like Sun, 06 Nov 1994 08:49:37 GMT".to_owned())
    }
}

/// Gives [`Text`] to types that are made of any text and show it by `as_str`.
macro_rules! as_text {
    ($($name:ty),* $(,)?) => { $(
        impl crate::wire::Text for $name {
            fn to_text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(self.as_str())
            }

            fn from_text(text: &str) -> Result<Self, String> {
                Ok(text.into())
            }
        }
    )* };
}

pub(crate) use as_text;
