//! [`Field`]: what a header or parameter is in a request or a response: there always, or sometimes.

use std::{borrow::Cow, collections::BTreeMap};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Invalid, Text};

/// A member whose text is in a header or a parameter.
pub(crate) trait Field: Sized {
    /// The text, where it is there.
    fn put(&self) -> Option<Cow<'_, str>>;
    /// The member of a text that may be absent.
    fn take(name: &'static str, text: Option<&str>) -> Result<Self, Invalid>;
}

impl<T: Text> Field for T {
    fn put(&self) -> Option<Cow<'_, str>> {
        Some(self.to_text())
    }

    fn take(name: &'static str, text: Option<&str>) -> Result<Self, Invalid> {
        read(name, text.ok_or(Invalid::Missing(name))?)
    }
}

impl<T: Text> Field for Option<T> {
    fn put(&self) -> Option<Cow<'_, str>> {
        self.as_ref().map(Text::to_text)
    }

    fn take(name: &'static str, text: Option<&str>) -> Result<Self, Invalid> {
        text.map(|text| read(name, text)).transpose()
    }
}

fn read<T: Text>(name: &'static str, text: &str) -> Result<T, Invalid> {
    T::from_text(text).map_err(|reason| Invalid::Value { name, value: text.to_owned(), reason })
}

/// A user's metadata: `x-amz-meta-…` headers, names in lower case.
pub(crate) type Metadata = BTreeMap<String, String>;

const METADATA: &str = "x-amz-meta-";

/// Writes metadata. A value that is not ASCII goes as UTF-8, as the service's REST API takes it.
pub(crate) fn write_metadata(headers: &mut HeaderMap, metadata: &Metadata) -> Result<(), Invalid> {
    for (name, value) in metadata {
        let invalid = |reason: &str| Invalid::Value {
            name: "metadata",
            value: format!("{name}: {value}"),
            reason: reason.to_owned(),
        };
        let header = HeaderName::try_from(format!("{METADATA}{name}"))
            .map_err(|_| invalid("a name is letters, digits and hyphens"))?;
        let value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| invalid("a value has no control characters"))?;
        headers.append(header, value);
    }
    Ok(())
}

/// Reads metadata; values of one name are joined by commas.
pub(crate) fn read_metadata(headers: &HeaderMap) -> Metadata {
    let mut metadata = Metadata::new();
    for (name, value) in headers {
        let Some(name) = name.as_str().strip_prefix(METADATA) else { continue };
        let value = String::from_utf8_lossy(value.as_bytes());
        metadata
            .entry(name.to_owned())
            .and_modify(|known: &mut String| {
                known.push(',');
                known.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    metadata
}
