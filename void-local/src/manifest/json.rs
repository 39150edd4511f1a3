//! A YAML value as JSON, for filter patterns.

use serde_json::{Map, Value as Json};

use super::{
    error::Problem,
    tree::{Node, ScalarKind, Value},
};

pub(super) fn to_json(node: &Node) -> Result<Json, Problem> {
    Ok(match &node.value {
        Value::Null => Json::Null,
        Value::List(items) => Json::Array(items.iter().map(to_json).collect::<Result<_, _>>()?),
        Value::Map(entries) => {
            let entries = entries.iter().map(|entry| Ok((entry.key.clone(), to_json(&entry.node)?)));
            Json::Object(entries.collect::<Result<Map<_, _>, _>>()?)
        }
        Value::Scalar(scalar) => match scalar.kind {
            ScalarKind::Text => Json::String(scalar.text.clone()),
            ScalarKind::Bool => Json::Bool(scalar.text.eq_ignore_ascii_case("true")),
            ScalarKind::Number => serde_json::from_str(&scalar.text)
                .map(Json::Number)
                .map_err(|_| Problem::new(node.place, format!("`{}` is not a JSON number", scalar.text)))?,
        },
    })
}
