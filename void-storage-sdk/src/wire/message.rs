//! [`Message`]: a request or a response between its type and HTTP.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use void_core::Body;

use super::{Field, Invalid, Text, decode, encode_value, xml};
use crate::types::Integrity;

/// Parameters of a query, names and values decoded, in the order in which they are added or were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(Cow<'static, str>, String)>);

impl Query {
    /// Reads a query string. What is no UTF-8 is left out.
    #[cfg_attr(not(any(test, feature = "mock")), expect(dead_code, reason = "a server's to read"))]
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // Forms write a space as a plus sign, and a plus sign itself is always encoded.
            let [name, value] = [name, value].map(|text| decode(&text.replace('+', "%20")));
            Some((Cow::Owned(name?), value?))
        });
        Self(pairs.collect())
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter is there.
    #[cfg_attr(not(any(test, feature = "mock")), expect(dead_code, reason = "a server's to read"))]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a parameter.
    pub(crate) fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The query string in canonical form: encoded, and sorted by the encoded names.
    pub(crate) fn to_canonical(&self) -> String {
        let mut pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{}={}", encode_value(name), encode_value(value)))
            .collect();
        pairs.sort_unstable();
        pairs.join("&")
    }
}

/// A body.
#[derive(Debug, Default)]
pub(crate) enum Content {
    /// There is none.
    #[default]
    Empty,
    /// A document, or text: in memory.
    Document(Bytes),
    /// An object's bytes, as they come.
    Stream(Body),
}

/// A request or a response, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Message {
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
    /// How an upload's bytes are to be checked: a request's only.
    pub(crate) integrity: Integrity,
}

/// What a message is made of and can be read from.
pub(crate) trait Parts: Sized {
    /// Writes it down.
    fn write(self, message: &mut Message) -> Result<(), Invalid>;
    /// Reads it.
    fn read(message: &mut Message) -> Result<Self, Invalid>;
}

impl Message {
    pub(crate) fn put_header(&mut self, name: &'static str, field: &impl Field) -> Result<(), Invalid> {
        let Some(text) = field.put() else { return Ok(()) };
        let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| Invalid::Value {
            name,
            value: text.into_owned(),
            reason: "a header has no control characters".to_owned(),
        })?;
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(())
    }

    pub(crate) fn take_header<F: Field>(&self, name: &'static str) -> Result<F, Invalid> {
        let value = self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        F::take(name, value.as_deref())
    }

    pub(crate) fn put_query(&mut self, name: &'static str, field: &impl Field) {
        if let Some(text) = field.put() {
            self.query.push(name, text.into_owned());
        }
    }

    pub(crate) fn take_query<F: Field>(&self, name: &'static str) -> Result<F, Invalid> {
        F::take(name, self.query.get(name))
    }

    pub(crate) fn take_label<T: Text>(label: Option<&String>, name: &'static str) -> Result<T, Invalid> {
        Field::take(name, label.map(String::as_str))
    }

    /// The document, as XML; an empty one is none.
    pub(crate) fn document(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Document(document) if !document.is_empty() => Some(document),
            _ => None,
        }
    }

    pub(crate) fn put_document(&mut self, root: &str, value: &impl xml::Content) {
        self.content = Content::Document(xml::to_document(root, value));
    }

    pub(crate) fn take_document<T: xml::Content>(&self, root: &str) -> Result<T, Invalid> {
        let document = self.document().ok_or_else(|| Invalid::Xml(format!("there is no <{root}>")))?;
        xml::from_document(document, root)
    }

    /// As [`take_document`](Self::take_document), where some services have another name for the root element.
    pub(crate) fn take_either_document<T: xml::Content>(
        &self,
        root: &str,
        other: &str,
    ) -> Result<T, Invalid> {
        self.take_document(root).or_else(|error| self.take_document(other).map_err(|_| error))
    }

    /// JSON, which is the whole document.
    pub(crate) fn put_json(&mut self, json: String) -> Result<(), Invalid> {
        self.content = Content::Document(json.into());
        self.put_header("content-type", &"application/json".to_owned())
    }

    /// JSON, which is the whole document.
    pub(crate) fn take_json(&self) -> Result<String, Invalid> {
        let json = self.document().ok_or(Invalid::Missing("the JSON document"))?;
        String::from_utf8(json.to_vec()).map_err(|_| Invalid::Missing("a JSON document in UTF-8"))
    }

    /// The body as it comes.
    pub(crate) fn take_stream(&mut self) -> Body {
        match std::mem::take(&mut self.content) {
            Content::Empty => Body::empty(),
            Content::Document(document) => document.into(),
            Content::Stream(body) => body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn a_query_is_read_and_written() {
        let query = Query::parse("uploads&prefix=a+b%2Bc&x=%FF&=&marker=");
        assert_eq!(query.get("uploads"), Some(""));
        assert_eq!(query.get("prefix"), Some("a b+c"));
        assert!(query.has("marker") && !query.has("x"));
        let mut query = Query::default();
        query.push("prefix", "a b/+");
        query.push("delimiter", "/");
        query.push("list-type", "2");
        assert_eq!(query.to_canonical(), "delimiter=%2F&list-type=2&prefix=a%20b%2F%2B");
    }
}
