//! JSON errors that name the field: where serde says only line and column, the text up to there tells the path.

use serde::de::DeserializeOwned;

/// JSON that is not what was asked for: `items[0].quantity: invalid type: string "two", expected u32 at line 1 column 38`.
#[derive(Debug)]
pub struct JsonError {
    path: String,
    error: serde_json::Error,
}

impl JsonError {
    /// The field at fault: `items[0].quantity`, or the empty string for the whole text.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        self.error.fmt(formatter)
    }
}

impl std::error::Error for JsonError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // Its message is part of ours.
        std::error::Error::source(&self.error)
    }
}

/// Reads `text` as a `T`.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(text).map_err(|error| {
        let path = if error.is_data() { path_at(text, error.line(), error.column()) } else { String::new() };
        JsonError { path, error }
    })
}

enum Step {
    Key(String),
    Index(usize),
}

/// The path of the value that the byte at `line` and `column` (both from 1) belongs to.
fn path_at(text: &[u8], line: usize, column: usize) -> String {
    let line_start = match line {
        0 | 1 => 0,
        _ => text
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(line - 2)
            .map_or(0, |(at, _)| at + 1),
    };
    let end = (line_start + column.saturating_sub(1)).min(text.len());
    let mut steps = steps(&text[..end]);
    // At its closing brace an object is at fault as a whole: a field is missing.
    if let (Some(b'}'), Some(Step::Key(key))) = (text.get(end), steps.last_mut()) {
        key.clear();
    }
    render(&steps)
}

/// Walks over `text`, which breaks off at the place in question, and keeps the keys and indices it is in.
fn steps(text: &[u8]) -> Vec<Step> {
    let mut path = Vec::new();
    let mut containers: Vec<u8> = Vec::new();
    let mut at_key = false;
    let mut position = 0;
    while position < text.len() {
        match text[position] {
            b'{' => {
                containers.push(b'{');
                path.push(Step::Key(String::new()));
                at_key = true;
            }
            b'[' => {
                containers.push(b'[');
                path.push(Step::Index(0));
                at_key = false;
            }
            b'}' | b']' => {
                containers.pop();
                path.pop();
            }
            b',' => match path.last_mut() {
                Some(Step::Index(index)) => *index += 1,
                Some(Step::Key(key)) => {
                    key.clear();
                    at_key = true;
                }
                None => {}
            },
            b':' => at_key = false,
            b'"' => {
                let end = string_end(text, position);
                if let (true, Some(b'{'), Some(Step::Key(key))) = (at_key, containers.last(), path.last_mut())
                {
                    *key = String::from_utf8_lossy(&text[position + 1..end]).into_owned();
                }
                position = end;
            }
            _ => {}
        }
        position += 1;
    }
    path
}

/// Where the string that starts at `start` has its closing quote, or where the text ends.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut position = start + 1;
    while position < text.len() && text[position] != b'"' {
        position += if text[position] == b'\\' { 2 } else { 1 };
    }
    position.min(text.len())
}

fn render(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if key.is_empty() => {}
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.extend([".", key]),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Order {
        #[expect(dead_code, reason = "only read")]
        items: Vec<Item>,
        #[expect(dead_code, reason = "only read")]
        total_amount: f64,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Item {
        #[expect(dead_code, reason = "only read")]
        name: String,
        #[expect(dead_code, reason = "only read")]
        quantity: u32,
    }

    fn path(text: &str) -> String {
        from_slice::<Order>(text.as_bytes()).unwrap_err().path().to_owned()
    }

    #[test]
    fn names_the_value_of_a_wrong_type() {
        assert_eq!(path(r#"{"totalAmount":"much","items":[]}"#), "totalAmount");
        assert_eq!(
            path(r#"{"items":[{"name":"a","quantity":1},{"name":"b","quantity":"two"}]}"#),
            "items[1].quantity"
        );
        assert_eq!(
            path("{\n \"items\": [\n {\"name\": \"a\\\"}{\",\n \"quantity\": -1}]}"),
            "items[0].quantity"
        );
        assert_eq!(path(r#"{"items":7}"#), "items");
        assert_eq!(path("[1]"), "[0]");
        assert_eq!(path("7"), "");
    }

    #[test]
    fn says_in_which_object_a_field_is_missing() {
        let error = from_slice::<Order>(br#"{"items":[{"name":"a"}],"totalAmount":1}"#).unwrap_err();
        assert_eq!(error.path(), "items[0]");
        assert_eq!(error.to_string(), "items[0]: missing field `quantity` at line 1 column 22");
        assert_eq!(
            from_slice::<Order>(br#"{"items":[]}"#).unwrap_err().to_string(),
            "missing field `totalAmount` at line 1 column 12"
        );
    }

    #[test]
    fn names_nothing_in_text_that_is_not_json() {
        for text in ["", "{", "{\"a", "\"\\", "nul", "{\"items\":[}"] {
            assert_eq!(path(text), "", "{text}");
        }
    }
}
