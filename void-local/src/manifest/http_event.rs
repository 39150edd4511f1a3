//! `http: {path, method, cors}`.

use http::Method;

use super::{
    cors::{Cors, read_cors},
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
    /// `cors`: which pages of other origins may call it. Default, and `false`: the gateway says nothing of its own.
    pub cors: Option<Cors>,
    /// Where the event stands.
    pub place: Place,
}

pub(super) fn read_http(node: &Node, problems: &mut Vec<Problem>) -> Option<HttpEvent> {
    let fields = Fields::of(node, "an `http` event", &["path", "method", "cors"], problems)?;
    let path = fields.required("path", problems, read_path);
    let method = fields.required("method", problems, read_method);
    let cors = fields.get("cors").and_then(|node| read_cors(node, problems));
    Some(HttpEvent { path: path?, method: method?, cors, place: node.place })
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
