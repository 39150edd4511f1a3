//! JSON errors that name the field, where serde says only line and column.

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
///
/// What is right is read once, with nothing kept in mind. Only what is wrong is read again, to find out where.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(text).map_err(|error| {
        let path = if error.is_data() { path_of_error::<T>(text) } else { String::new() };
        JsonError { path, error }
    })
}

fn path_of_error<T: DeserializeOwned>(text: &[u8]) -> String {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) if error.path().iter().len() > 0 => error.path().to_string(),
        // The value as a whole is at fault.
        _ => String::new(),
    }
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
        quantity: NonZero,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(try_from = "u32")]
    struct NonZero;

    impl TryFrom<u32> for NonZero {
        type Error = &'static str;

        fn try_from(number: u32) -> Result<Self, &'static str> {
            if number > 0 { Ok(Self) } else { Err("nothing is ordered") }
        }
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
        assert_eq!(
            path(r#"{"items":[{"name":"a","quantity":0}]}"#),
            "items[0].quantity",
            "the last field of its object"
        );
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
