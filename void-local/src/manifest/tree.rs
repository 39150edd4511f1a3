//! The YAML text as a tree in which every key and value knows its place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::error::{Place, Problem};

/// The deepest nesting: a filter pattern has 10 levels, and a few more where it looks into a nested body.
const DEEPEST: usize = 20;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A scalar as it is written: `1.50` stays `1.50`, `off` stays `off`.
#[derive(Debug)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) kind: ScalarKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarKind {
    Text,
    Number,
    Bool,
}

/// One key of a mapping with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) node: Node,
}

impl Node {
    /// Reads one YAML document.
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: DEEPEST } };
        serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options)
            .map(|raw| Self::from_raw(raw, text))
            .map_err(|error| {
                let place = error.location().map_or(Place::START, Place::from);
                // The parser's own message repeats the place, which the problem says already.
                let message = error.without_snippet().to_string();
                let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                Problem::new(place, message)
            })
    }

    /// What the value is, for a message: `a list`.
    pub(super) const fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Scalar(Scalar { kind: ScalarKind::Text, .. }) => "a text",
            Value::Scalar(Scalar { kind: ScalarKind::Number, .. }) => "a number",
            Value::Scalar(Scalar { kind: ScalarKind::Bool, .. }) => "true or false",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    fn from_raw(raw: Spanned<Raw>, text: &str) -> Self {
        let place = Place::from(raw.referenced);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Scalar(Scalar { text, kind: ScalarKind::Text }),
            Raw::Plain(kind) => Value::Scalar(Scalar { text: written(text, raw.defined), kind }),
            Raw::List(items) => {
                Value::List(items.into_iter().map(|item| Self::from_raw(item, text)).collect())
            }
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| Entry {
                        key_place: Place::from(key.referenced),
                        key: key.value,
                        node: Self::from_raw(value, text),
                    })
                    .collect(),
            ),
        };
        Self { place, value }
    }
}

/// The source text of a scalar that YAML took for a number or a boolean.
fn written(text: &str, location: Location) -> String {
    let span = location.span();
    let range = span.byte_offset().zip(span.byte_len()).and_then(|(start, length)| {
        let start = usize::try_from(start).ok()?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        text.get(start..end)
    });
    range.unwrap_or_default().trim().to_owned()
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self { line: location.line().max(1), column: location.column().max(1) }
    }
}

enum Raw {
    Null,
    Text(String),
    Plain(ScalarKind),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Bool))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Value};

    fn scalar(text: &str) -> String {
        match Node::parse(text).unwrap().value {
            Value::Map(mut entries) => match entries.remove(0).node.value {
                Value::Scalar(scalar) => scalar.text,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keeps_scalars_as_they_are_written() {
        assert_eq!(scalar("a: 1.50"), "1.50");
        assert_eq!(scalar("a: off"), "off");
        assert_eq!(scalar("a: 007 # agent"), "007");
        assert_eq!(scalar("a: 'it''s'"), "it's");
        assert_eq!(scalar("a: \"x\\ty\""), "x\ty");
    }

    #[test]
    fn says_where_the_text_is_not_yaml() {
        let problem = Node::parse("a: 1\na: 2\n").unwrap_err();
        assert_eq!((problem.place.line, problem.place.column), (2, 1));
        assert!(problem.message.starts_with("duplicate mapping key: a"), "{}", problem.message);
        assert!(!problem.message.contains("line"), "{}", problem.message);
    }

    #[test]
    fn refuses_deep_nesting_without_overflowing_the_stack() {
        let deep = format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Node::parse(&deep).is_err());
        assert!(Node::parse(&"- ".repeat(5_000)).is_err());
    }
}
