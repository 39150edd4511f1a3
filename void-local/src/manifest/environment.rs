//! `environment`: variables whose values may name resources.

use super::{
    error::{Place, Problem},
    fields::scalar,
    template::Template,
    tree::{Node, Value},
};

/// One variable of `environment`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// The variable's name: letters, digits and `_`, no digit first.
    pub name: String,
    /// Its value, with placeholders.
    pub value: Template,
    /// Where the value stands.
    pub place: Place,
}

pub(super) fn read_environment(node: &Node, problems: &mut Vec<Problem>) -> Vec<Variable> {
    let Value::Map(entries) = &node.value else {
        let message = format!("`environment` is a mapping of names to values, not {}", node.describe());
        problems.push(Problem::new(node.place, message));
        return Vec::new();
    };
    let mut variables = Vec::new();
    for entry in entries {
        if !is_variable_name(&entry.key) {
            let message =
                format!("`{}` is not a variable's name: letters, digits and `_`, no digit first", entry.key);
            problems.push(Problem::new(entry.key_place, message));
        }
        match read_value(&entry.node) {
            Ok(value) => variables.push(Variable { name: entry.key.clone(), value, place: entry.node.place }),
            Err(problem) => {
                problems
                    .push(Problem { message: format!("`{}`: {}", entry.key, problem.message), ..problem });
            }
        }
    }
    variables
}

fn read_value(node: &Node) -> Result<Template, Problem> {
    let text = if matches!(node.value, Value::Null) { "" } else { scalar(node)? };
    Template::parse(text).map_err(|message| Problem::new(node.place, message))
}

pub(super) fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|character: char| character.is_ascii_digit())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
