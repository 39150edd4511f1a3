//! [`Form`]: the request side, from names with dots and numbers to the types that JSON requests are read into.

use http::{Method, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

use super::{Member, Operation, Shape};
use crate::protocol::server::{Received, ServerError};

/// The most levels that a name may have. `SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringListValue.1` has 7.
const DEPTH_LIMIT: usize = 16;

/// Whether `request` is of this protocol: a posted form, or a GET.
#[must_use]
pub fn is_request(request: &Received) -> bool {
    let is_form = || {
        request
            .header(header::CONTENT_TYPE.as_str())
            .is_some_and(|value| value.trim_start().starts_with("application/x-www-form-urlencoded"))
    };
    match request.parts.method {
        Method::GET => true,
        Method::POST => is_form() || request.parts.uri.query().is_some_and(|query| query.contains("Action=")),
        _ => false,
    }
}

/// A form that was read: the query string's parameters and the body's.
#[derive(Debug)]
pub struct Form {
    root: Node,
    url: Option<String>,
}

impl Form {
    /// Reads the query string and the body of `request`. Where both name a parameter, the body's counts.
    ///
    /// # Errors
    ///
    /// `MalformedQueryString` where a name has more than 16 levels.
    pub fn read(request: &Received) -> Result<Self, ServerError> {
        let mut root = Node::default();
        let query = request.parts.uri.query().unwrap_or_default();
        for source in [query.as_bytes(), &request.body] {
            for (name, value) in form_urlencoded::parse(source) {
                if name.split('.').count() > DEPTH_LIMIT {
                    return Err(malformed(format!("A parameter's name has more than {DEPTH_LIMIT} levels.")));
                }
                root.insert(&name, value.into_owned());
            }
        }
        Ok(Self { root, url: resource_url(request) })
    }

    /// The operation's name.
    ///
    /// # Errors
    ///
    /// `MissingAction` where the form has none.
    pub fn action(&self) -> Result<&str, ServerError> {
        self.root
            .child("Action")
            .and_then(|node| node.value.as_deref())
            .filter(|action| !action.is_empty())
            .ok_or_else(|| {
                ServerError::common("MissingAction", "The request must contain the parameter Action.")
            })
    }

    /// Reads the input of `operation`. Parameters that it does not name are ignored.
    ///
    /// # Errors
    ///
    /// `MissingParameter` when a required one is missing, `InvalidParameterValue` when a number or a Boolean is none.
    pub fn decode<T: DeserializeOwned>(&self, operation: &Operation) -> Result<T, ServerError> {
        let value = self.structure(&self.root, operation.input)?;
        serde_json::from_value(value).map_err(|error| ServerError::from_json(&error))
    }

    fn structure(&self, node: &Node, members: &[Member]) -> Result<Value, ServerError> {
        let mut object = Map::new();
        for member in members {
            let value = match node.child(member.wire_name) {
                Some(child) => self.value(child, member)?,
                None if matches!(member.shape, Shape::Url) => self.url.clone().map(Value::String),
                None => None,
            };
            if let Some(value) = value {
                object.insert(member.name.to_owned(), value);
            }
        }
        Ok(Value::Object(object))
    }

    fn value(&self, node: &Node, member: &Member) -> Result<Option<Value>, ServerError> {
        self.of_shape(node, member.wire_name, &member.shape)
    }

    /// The node's value as `shape`; `None` where it has none of its kind.
    fn of_shape(&self, node: &Node, name: &str, shape: &Shape) -> Result<Option<Value>, ServerError> {
        let text = node.value.as_deref();
        match shape {
            Shape::Text | Shape::Url => Ok(text.map(Value::from)),
            Shape::Integer => text.map(|text| integer(name, text)).transpose(),
            Shape::Boolean => text.map(|text| boolean(name, text)).transpose(),
            Shape::Structure(members) => self.structure(node, members).map(Some),
            Shape::List(item) => {
                let mut items = Vec::new();
                for child in node.numbered() {
                    items.extend(self.of_shape(child, name, item)?);
                }
                Ok(Some(Value::Array(items)))
            }
            Shape::Map { key, value } => {
                let mut object = Map::new();
                for entry in node.numbered() {
                    let entry_key = entry.child(key).and_then(|node| node.value.clone());
                    let entry_key = entry_key
                        .ok_or_else(|| ServerError::missing_parameter(&format!("{name}.n.{key}")))?;
                    let entry_value = match entry.child("Value") {
                        Some(node) => self.of_shape(node, name, value)?,
                        None => None,
                    };
                    let entry_value = entry_value
                        .ok_or_else(|| ServerError::missing_parameter(&format!("{name}.n.Value")))?;
                    object.insert(entry_key, entry_value);
                }
                Ok(Some(Value::Object(object)))
            }
        }
    }
}

/// The parameters below one name: its own value, and what comes after the dot.
#[derive(Debug, Default)]
struct Node {
    value: Option<String>,
    children: std::collections::BTreeMap<String, Self>,
}

impl Node {
    fn insert(&mut self, name: &str, value: String) {
        let node =
            name.split('.').fold(self, |node, segment| node.children.entry(segment.to_owned()).or_default());
        node.value = Some(value);
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.get(name)
    }

    /// The items of a list, by their number. Gaps are closed.
    fn numbered(&self) -> impl Iterator<Item = &Self> {
        let mut items: Vec<(u32, &Self)> =
            self.children.iter().filter_map(|(name, node)| Some((name.parse().ok()?, node))).collect();
        items.sort_unstable_by_key(|(number, _)| *number);
        items.into_iter().map(|(_, node)| node)
    }
}

/// The URL that the request went to, where it has a path beyond `/`.
fn resource_url(request: &Received) -> Option<String> {
    let uri = &request.parts.uri;
    if uri.path() == "/" || uri.path().is_empty() {
        return None;
    }
    let host = uri.authority().map(http::uri::Authority::as_str).or_else(|| request.header("host"));
    let scheme = uri.scheme_str().unwrap_or("http");
    Some(format!("{scheme}://{}{}", host.unwrap_or("localhost"), uri.path()))
}

fn integer(name: &str, text: &str) -> Result<Value, ServerError> {
    match text.parse::<i64>() {
        Ok(number) => Ok(Value::Number(Number::from(number))),
        Err(_) => Err(ServerError::invalid_parameter(name, text, "Must be an integer.")),
    }
}

fn boolean(name: &str, text: &str) -> Result<Value, ServerError> {
    match text {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        _ => Err(ServerError::invalid_parameter(name, text, "Must be true or false.")),
    }
}

fn malformed(message: String) -> ServerError {
    ServerError::common("MalformedQueryString", message).with_status(http::StatusCode::NOT_FOUND)
}
