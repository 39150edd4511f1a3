//! Whether a record matches.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::pattern::{Comparison, Node, Part, Rule, TextRule};

impl Node {
    /// Whether `value` matches; `None` stands for a field that is not there.
    pub(super) fn matches(&self, value: Option<&Value>) -> bool {
        match self {
            Self::AnyOf(rules) => rules.iter().any(|rule| rule.matches(value)),
            Self::Keys { keys, alternatives } => match value {
                // A list of objects matches when one of them does.
                Some(Value::Array(items)) if !items.is_empty() => {
                    items.iter().any(|item| self.matches(Some(item)))
                }
                value => {
                    keys.iter().all(|(key, node)| node.matches(value.and_then(|value| value.get(key))))
                        && alternatives.iter().all(|nodes| nodes.iter().any(|node| node.matches(value)))
                }
            },
        }
    }
}

impl Rule {
    fn matches(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Missing, value) => value.is_none(),
            (_, None) => false,
            (Self::Exists, Some(_)) => true,
            (Self::AnythingBut(rules), Some(value)) => match value {
                Value::Array(items) => {
                    items.iter().any(|item| !rules.iter().any(|rule| rule.matches_one(item)))
                }
                value => !rules.iter().any(|rule| rule.matches_one(value)),
            },
            (rule, Some(Value::Array(items))) => items.iter().any(|item| rule.matches_one(item)),
            (rule, Some(value)) => rule.matches_one(value),
        }
    }

    fn matches_one(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Equals(Value::Number(one)), Value::Number(other)) => {
                compare(one, other) == Some(Ordering::Equal)
            }
            (Self::Equals(expected), value) => expected == value,
            (Self::Text(rule), Value::String(text)) => rule.matches(text),
            (Self::Numeric(comparisons), Value::Number(number)) => {
                comparisons.iter().all(|(comparison, bound)| {
                    compare(number, bound).is_some_and(|order| comparison.holds(order))
                })
            }
            _ => false,
        }
    }
}

impl TextRule {
    fn matches(&self, text: &str) -> bool {
        let lower;
        let text = if self.ignore_case {
            lower = text.to_lowercase();
            &lower
        } else {
            text
        };
        match self.part {
            Part::Whole => text == self.text,
            Part::Prefix => text.starts_with(&self.text),
            Part::Suffix => text.ends_with(&self.text),
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Whole numbers exactly, others as floating-point numbers.
fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}
