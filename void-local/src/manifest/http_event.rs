//! `http: {path, method}`.

use http::Method;

use super::{
    error::{Place, Problem},
    fields::{Fields, scalar},
    nearest::nearest,
    tree::Node,
};
use crate::routing::PathPattern;

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];

/// A route to the function.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpEvent {
    /// `path`: `/orders/{id}`; `{rest+}` as the last segment takes all that follows.
    pub path: PathPattern,
    /// `method`; `None` is `ANY`.
    pub method: Option<Method>,
    /// Where the event stands.
    pub place: Place,
}

pub(super) fn read_http(node: &Node, problems: &mut Vec<Problem>) -> Option<HttpEvent> {
    let fields = Fields::of(node, "an `http` event", &["path", "method"], problems)?;
    let path = fields.required("path", problems, read_path);
    let method = fields.required("method", problems, read_method);
    Some(HttpEvent { path: path?, method: method?, place: node.place })
}

fn read_path(node: &Node) -> Result<PathPattern, Problem> {
    PathPattern::parse(scalar(node)?).map_err(|error| Problem::new(node.place, error.to_string()))
}

fn read_method(node: &Node) -> Result<Option<Method>, Problem> {
    let name = scalar(node)?.to_ascii_uppercase();
    if name == "ANY" {
        return Ok(None);
    }
    if METHODS.contains(&name.as_str())
        && let Ok(method) = Method::from_bytes(name.as_bytes())
    {
        return Ok(Some(method));
    }
    let message = format!("unknown method `{name}` (known: {})", METHODS.join(", "));
    Err(Problem::new(node.place, message).with_suggestion(nearest(&name, METHODS)))
}
