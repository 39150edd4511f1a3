//! What the query protocol needs to know of an operation that JSON says by itself: names, types, lists and maps.

/// An operation of a service: what its form and its XML are made of.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// As in `Action`: `SendMessage`.
    pub name: &'static str,
    /// The members of the request.
    pub input: &'static [Member],
    /// The members of the result; `None` where the response has no `…Result` element at all.
    pub output: Option<&'static [Member]>,
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in JSON: `Attributes`.
    pub name: &'static str,
    /// Its name in forms and XML, where lists and maps carry that of one item: `Attribute`.
    pub wire_name: &'static str,
    /// What it holds.
    pub shape: Shape,
}

/// What a member holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string, or bytes as base64.
    Text,
    /// The URL of a resource: the URL that the request went to, where the form does not say another.
    Url,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// Members with a dot in between: `Value.StringValue`.
    Structure(&'static [Member]),
    /// Items counted from 1: `AttributeName.1`, `AttributeName.2`.
    List(&'static Self),
    /// Entries counted from 1: `Attribute.1.Name`, `Attribute.1.Value`.
    Map {
        /// What an entry's key is called: `Name` or `Key`.
        key: &'static str,
        /// What an entry's value holds; it is called `Value`.
        value: &'static Self,
    },
}

impl Member {
    /// A member that is called the same in both.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, wire_name: name, shape }
    }

    /// A string, called the same in both.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Shape::Text)
    }

    /// A whole number, called the same in both.
    #[must_use]
    pub const fn integer(name: &'static str) -> Self {
        Self::new(name, Shape::Integer)
    }

    /// A list, each item of which is called `wire_name`.
    #[must_use]
    pub const fn list(name: &'static str, wire_name: &'static str, item: &'static Shape) -> Self {
        Self { name, wire_name, shape: Shape::List(item) }
    }

    /// A map, each entry of which is called `wire_name` and has its key under `key`.
    #[must_use]
    pub const fn map(
        name: &'static str,
        wire_name: &'static str,
        key: &'static str,
        value: &'static Shape,
    ) -> Self {
        Self { name, wire_name, shape: Shape::Map { key, value } }
    }
}
