//! Patterns as they are read.

use serde_json::{Map, Number, Value};

use super::InvalidFilterPattern;

/// What a part of the record must be like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// An object: each key must match, and one of each `$or`.
    Keys { keys: Vec<(String, Self)>, alternatives: Vec<Vec<Self>> },
    /// A value: one of these must match.
    AnyOf(Vec<Rule>),
}

/// What a value must be like.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    Equals(Value),
    Exists,
    Missing,
    Text(TextRule),
    AnythingBut(Vec<Self>),
    Numeric(Vec<(Comparison, Number)>),
}

/// What text must be like. Where case is ignored the rule's own text is in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextRule {
    pub(super) part: Part,
    pub(super) text: String,
    pub(super) ignore_case: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Prefix,
    Suffix,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Node {
    /// Whether the pattern has keys below `name`, here or in an alternative.
    pub(super) fn looks_into(&self, name: &str) -> bool {
        let Self::Keys { keys, alternatives } = self else { return false };
        keys.iter().any(|(key, node)| key == name && matches!(node, Self::Keys { .. }))
            || alternatives.iter().flatten().any(|node| node.looks_into(name))
    }
}

/// Reads an object of keys.
pub(super) fn read(value: &Value, path: &str) -> Result<Node, InvalidFilterPattern> {
    let object = value.as_object().filter(|object| !object.is_empty());
    let object = object.ok_or_else(|| invalid(path, "a pattern is an object with at least one key"))?;
    let (mut keys, mut alternatives) = (Vec::new(), Vec::new());
    for (key, value) in object {
        let path = format!("{path}.{key}");
        match (key.as_str(), value) {
            ("$or", Value::Array(items)) if items.len() >= 2 => {
                alternatives.push(items.iter().map(|item| read(item, &path)).collect::<Result<_, _>>()?);
            }
            ("$or", _) => return Err(invalid(&path, "$or is a list of at least two patterns")),
            (_, Value::Array(items)) if !items.is_empty() => {
                let rules = items.iter().map(|item| rule(item, &path)).collect::<Result<_, _>>()?;
                keys.push((key.clone(), Node::AnyOf(rules)));
            }
            (_, Value::Object(_)) => keys.push((key.clone(), read(value, &path)?)),
            _ => return Err(invalid(&path, "a value's pattern is a list with at least one item")),
        }
    }
    Ok(Node::Keys { keys, alternatives })
}

fn rule(value: &Value, path: &str) -> Result<Rule, InvalidFilterPattern> {
    match value {
        Value::Object(object) => operator(object, path),
        Value::Array(_) => Err(invalid(path, "a list within a list means nothing")),
        value => Ok(Rule::Equals(value.clone())),
    }
}

fn operator(object: &Map<String, Value>, path: &str) -> Result<Rule, InvalidFilterPattern> {
    let (Some((name, operand)), 1) = (object.iter().next(), object.len()) else {
        return Err(invalid(path, "a rule is an object with one key"));
    };
    match (name.as_str(), operand) {
        ("exists", Value::Bool(true)) => Ok(Rule::Exists),
        ("exists", Value::Bool(false)) => Ok(Rule::Missing),
        ("exists", _) => Err(invalid(path, "exists is true or false")),
        ("prefix" | "suffix" | "equals-ignore-case", operand) => text(name, operand, path).map(Rule::Text),
        ("anything-but", operand) => anything_but(operand, path),
        ("numeric", operand) => numeric(operand, path),
        (name, _) => Err(invalid(
            path,
            &format!(
                "unknown rule {name:?}: exists, prefix, suffix, equals-ignore-case, anything-but, numeric are known"
            ),
        )),
    }
}

fn text(name: &str, operand: &Value, path: &str) -> Result<TextRule, InvalidFilterPattern> {
    let part = match name {
        "prefix" => Part::Prefix,
        "suffix" => Part::Suffix,
        _ => Part::Whole,
    };
    match operand {
        Value::String(text) if part == Part::Whole => {
            Ok(TextRule { part, text: text.to_lowercase(), ignore_case: true })
        }
        Value::String(text) => Ok(TextRule { part, text: text.clone(), ignore_case: false }),
        Value::Object(object) if part != Part::Whole && object.len() == 1 => {
            match object.get("equals-ignore-case").and_then(Value::as_str) {
                Some(text) => Ok(TextRule { part, text: text.to_lowercase(), ignore_case: true }),
                None => Err(invalid(path, &format!("{name} takes text or equals-ignore-case"))),
            }
        }
        _ => Err(invalid(path, &format!("{name} takes text"))),
    }
}

fn anything_but(operand: &Value, path: &str) -> Result<Rule, InvalidFilterPattern> {
    let plain = |value: &Value| match value {
        Value::String(_) | Value::Number(_) => Ok(Rule::Equals(value.clone())),
        _ => Err(invalid(path, "anything-but takes text, numbers, prefix, suffix or equals-ignore-case")),
    };
    let rules = match operand {
        Value::Array(items) if !items.is_empty() => items.iter().map(plain).collect::<Result<_, _>>()?,
        Value::Object(object) if object.len() == 1 => {
            let (name, operand) = object.iter().next().expect("it has one key");
            if !matches!(name.as_str(), "prefix" | "suffix" | "equals-ignore-case") {
                return Err(invalid(path, &format!("anything-but does not take {name:?}")));
            }
            let operands = match operand {
                Value::Array(operands) if !operands.is_empty() => operands.iter().collect(),
                operand => vec![operand],
            };
            operands
                .into_iter()
                .map(|operand| text(name, operand, path).map(Rule::Text))
                .collect::<Result<_, _>>()?
        }
        value => vec![plain(value)?],
    };
    Ok(Rule::AnythingBut(rules))
}

fn numeric(operand: &Value, path: &str) -> Result<Rule, InvalidFilterPattern> {
    let items = operand.as_array().filter(|items| matches!(items.len(), 2 | 4));
    let items =
        items.ok_or_else(|| invalid(path, "numeric takes one or two comparisons: [\">\", 0, \"<=\", 5]"))?;
    let comparisons = items.chunks_exact(2).map(|pair| {
        let comparison = match pair[0].as_str() {
            Some("=") => Comparison::Equal,
            Some("<") => Comparison::Less,
            Some("<=") => Comparison::LessOrEqual,
            Some(">") => Comparison::Greater,
            Some(">=") => Comparison::GreaterOrEqual,
            _ => return Err(invalid(path, "a comparison is =, <, <=, > or >=")),
        };
        match &pair[1] {
            Value::Number(number) => Ok((comparison, number.clone())),
            _ => Err(invalid(path, "numbers are compared with numbers")),
        }
    });
    comparisons.collect::<Result<_, _>>().map(Rule::Numeric)
}

fn invalid(path: &str, reason: &str) -> InvalidFilterPattern {
    InvalidFilterPattern { path: path.to_owned(), reason: reason.to_owned() }
}
