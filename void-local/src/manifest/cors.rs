//! `cors` of an `http` event: which pages of other origins may call the route.

use std::{ops::RangeInclusive, time::Duration};

use http::HeaderName;

use super::{
    error::Problem,
    fields::{Fields, boolean, duration, scalar},
    tree::{Node, Scalar, ScalarKind, Value},
};

const KEYS: [&str; 5] = ["origins", "headers", "exposeHeaders", "maxAge", "credentials"];
const MAX_AGES: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(86_400);

/// Which pages of other origins may call a route. The gateway answers preflights, and adds the headers to what the function
/// answers; the function's own `Access-Control-` headers are left out, as [API Gateway does].
///
/// [API Gateway does]: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cors {
    /// `origins`: `https://shop.example`, as browsers write them. Default, and `*`: any, which is an empty list here.
    pub origins: Vec<String>,
    /// `headers`: those that a page may send. Default, and `*`: any, which is an empty list here.
    pub headers: Vec<HeaderName>,
    /// `exposeHeaders`: those of the answer that a page may read besides the usual. Default: none.
    pub expose_headers: Vec<HeaderName>,
    /// `maxAge`: how long a browser keeps the answer to a preflight, up to a day. Default: as long as it likes.
    pub max_age: Option<Duration>,
    /// `credentials`: whether a page may send cookies. It needs `origins`. Default `false`.
    pub credentials: bool,
}

/// Reads `true`, `false`, or a mapping.
pub(super) fn read_cors(node: &Node, problems: &mut Vec<Problem>) -> Option<Cors> {
    if let Value::Scalar(Scalar { kind: ScalarKind::Bool, .. }) = &node.value {
        return boolean(node).ok()?.then(Cors::default);
    }
    let fields = Fields::of(node, "`cors`, where it is neither true nor false,", &KEYS, problems)?;
    let origins = fields.optional("origins", problems, |node| list(node, read_origin)).unwrap_or_default();
    let headers = fields.optional("headers", problems, |node| list(node, read_header)).unwrap_or_default();
    let exposed =
        fields.optional("exposeHeaders", problems, |node| list(node, read_header)).unwrap_or_default();
    let max_age = fields.optional("maxAge", problems, |node| duration(node, MAX_AGES));
    let credentials = fields.optional("credentials", problems, boolean).unwrap_or(false);
    if credentials && origins.is_empty() {
        let message = "`credentials` needs `origins`: browsers refuse cookies where any origin may call";
        problems.push(Problem::new(fields.place_of("credentials"), message));
    }
    Some(Cors { origins, headers, expose_headers: exposed, max_age, credentials })
}

/// Reads a list, or one value; `*` in it makes it empty.
fn list<T>(node: &Node, read: impl Fn(&Node) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        if scalar(item)? == "*" {
            return Ok(Vec::new());
        }
        values.push(read(item)?);
    }
    Ok(values)
}

fn read_origin(node: &Node) -> Result<String, Problem> {
    let text = scalar(node)?;
    let is_origin = text.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty() && !host.is_empty() && !host.contains(['/', '?', '#', ' '])
    });
    if is_origin {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Problem::new(
        node.place,
        format!("`{text}` is no origin such as `https://shop.example`, without a path"),
    ))
}

fn read_header(node: &Node) -> Result<HeaderName, Problem> {
    let text = scalar(node)?;
    HeaderName::try_from(text)
        .map_err(|_| Problem::new(node.place, format!("`{text}` is no name of a header")))
}
