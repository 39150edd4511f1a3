//! Reads the keys of one mapping: each at most once, unknown ones reported with the nearest known name.

use std::{ops::RangeInclusive, time::Duration};

use super::{
    error::{Place, Problem},
    nearest::nearest,
    tree::{Entry, Node, Scalar, ScalarKind, Value},
    units,
};

/// A mapping whose keys are known beforehand.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    what: &'static str,
    place: Place,
    entries: &'t [Entry],
}

impl<'t> Fields<'t> {
    /// Takes `node` as a mapping, reports keys that are not among `known`. `None` when it is no mapping.
    pub(super) fn of(
        node: &'t Node,
        what: &'static str,
        known: &[&str],
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            _ => {
                let found = node.describe();
                problems.push(Problem::new(
                    node.place,
                    format!("{what} is a mapping of keys to values, not {found}"),
                ));
                return None;
            }
        };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let message = format!("unknown key `{}` in {what} (known: {})", entry.key, known.join(", "));
            let suggestion = nearest(&entry.key, known.iter().copied());
            problems.push(Problem::new(entry.key_place, message).with_suggestion(suggestion));
        }
        Some(Self { what, place: node.place, entries })
    }

    /// The value of `key`; a key without a value counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&'t Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        (!matches!(entry.node.value, Value::Null)).then_some(&entry.node)
    }

    /// Where the value of `key` stands, or else the mapping.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.get(key).map_or(self.place, |node| node.place)
    }

    /// Reads the value of `key`, which must be there, with `read`.
    pub(super) fn required<T>(
        &self,
        key: &str,
        problems: &mut Vec<Problem>,
        read: impl FnOnce(&'t Node) -> Result<T, Problem>,
    ) -> Option<T> {
        if self.get(key).is_none() {
            problems.push(Problem::new(self.place, format!("{} has no `{key}`", self.what)));
            return None;
        }
        self.optional(key, problems, read)
    }

    /// Reads the value of `key` with `read`, where it is there.
    pub(super) fn optional<T>(
        &self,
        key: &str,
        problems: &mut Vec<Problem>,
        read: impl FnOnce(&'t Node) -> Result<T, Problem>,
    ) -> Option<T> {
        match read(self.get(key)?) {
            Ok(value) => Some(value),
            Err(problem) => {
                let message = format!("`{key}`: {}", problem.message);
                problems.push(Problem { message, ..problem });
                None
            }
        }
    }
}

/// Reads any scalar as it is written.
pub(super) fn scalar(node: &Node) -> Result<&str, Problem> {
    match &node.value {
        Value::Scalar(scalar) => Ok(&scalar.text),
        _ => Err(Problem::new(node.place, format!("expected a text, found {}", node.describe()))),
    }
}

/// Reads a whole number within `range`.
pub(super) fn whole_number(node: &Node, range: RangeInclusive<u32>) -> Result<u32, Problem> {
    let (from, to) = (range.start(), range.end());
    let number = match &node.value {
        Value::Scalar(Scalar { text, kind: ScalarKind::Number }) => text.parse::<u32>().ok(),
        _ => None,
    };
    number.filter(|number| range.contains(number)).ok_or_else(|| {
        Problem::new(
            node.place,
            format!("expected a whole number from {from} to {to}, found {}", shown(node)),
        )
    })
}

/// Reads `true` or `false`.
pub(super) fn boolean(node: &Node) -> Result<bool, Problem> {
    match &node.value {
        Value::Scalar(Scalar { text, kind: ScalarKind::Bool }) => Ok(text.eq_ignore_ascii_case("true")),
        _ => Err(Problem::new(node.place, format!("expected true or false, found {}", shown(node)))),
    }
}

/// Reads a duration within `range`.
pub(super) fn duration(node: &Node, range: RangeInclusive<Duration>) -> Result<Duration, Problem> {
    let duration = units::duration(scalar(node)?).map_err(|message| Problem::new(node.place, message))?;
    if range.contains(&duration) {
        return Ok(duration);
    }
    let (from, to) = (units::write_duration(*range.start()), units::write_duration(*range.end()));
    Err(Problem::new(node.place, format!("expected a duration from {from} to {to}, found {}", shown(node))))
}

/// Reads an amount of memory in megabytes, within `range`.
pub(super) fn megabytes(node: &Node, range: RangeInclusive<u32>) -> Result<u32, Problem> {
    let memory = units::megabytes(scalar(node)?).map_err(|message| Problem::new(node.place, message))?;
    if range.contains(&memory) {
        return Ok(memory);
    }
    let (from, to) = (range.start(), range.end());
    Err(Problem::new(node.place, format!("expected {from}MB to {to}MB, found {}", shown(node))))
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => format!("`{}`", scalar.text),
        _ => node.describe().to_owned(),
    }
}
