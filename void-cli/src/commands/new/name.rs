//! [`Name`]: what a new function, its package, its crate and its handler are called.

use void_local::manifest::nearest;

/// What cargo or the code refuses as the name of a package with a binary.
const TAKEN: [&str; 60] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "serde",
    "serde-json",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "tokio",
    "tracing",
    "trait",
    "true",
    "try",
    "type",
    "use",
    "virtual",
    "void-function-sdk",
    "while",
];

/// What the templates call something else by.
const TYPES: [&str; 21] = [
    "Answer",
    "Body",
    "BodyError",
    "EachRecord",
    "EachStorageRecord",
    "EachStreamRecord",
    "Entry",
    "Handler",
    "HandlerError",
    "Json",
    "Outcome",
    "QueueMessage",
    "Question",
    "RecordHandler",
    "RuntimeError",
    "StatusCode",
    "StorageRecordHandler",
    "StreamMessage",
    "StreamRecordHandler",
    "String",
    "Value",
];

/// What a new function is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(String);

impl Name {
    /// As the function, its package and its binary: `create-order`.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// As the library: `create_order`.
    pub(super) fn library(&self) -> String {
        self.0.replace('-', "_")
    }

    /// As the handler's type: `CreateOrder`.
    pub(super) fn handler(&self) -> String {
        let words = self.0.split(['-', '_']).filter(|word| !word.is_empty());
        let name: String =
            words.map(|word| format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..])).collect();
        let is_taken = TYPES.contains(&name.as_str()) || name.starts_with("Void") || name == "Self";
        if is_taken { format!("{name}Function") } else { name }
    }
}

/// Reads a name: what is a function's, a package's and a type's at once.
pub(super) fn name(text: &str) -> Result<Name, String> {
    let is_valid = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
    if !begins || text.len() > 64 || !text.chars().all(is_valid) {
        return Err("it is a letter, then letters, digits, `-` and `_`, 64 at most".to_owned());
    }
    let plain = text.to_ascii_lowercase().replace('_', "-");
    if TAKEN.contains(&plain.as_str()) {
        return Err("Rust or Cargo has that name for something else".to_owned());
    }
    Ok(Name(text.to_owned()))
}

/// The method and path of `POST /orders`.
pub(super) fn route(text: &str) -> Result<(String, String), String> {
    const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];
    let Some((method, path)) = text.split_once(' ') else {
        return Err("it is a method and a path: `POST /orders`".to_owned());
    };
    let method = method.to_ascii_uppercase();
    if !METHODS.contains(&method.as_str()) {
        let hint = nearest(&method, METHODS).map(|near| format!("; did you mean `{near}`?"));
        return Err(format!("`{method}` is no method{}", hint.unwrap_or_default()));
    }
    let path = path.trim();
    let is_plain =
        |character: char| character.is_ascii_graphic() && !matches!(character, '"' | '\'' | '\\' | ':');
    if !path.chars().all(is_plain) {
        return Err(format!("`{path}` is no path that goes into a file as it is"));
    }
    void_local::PathPattern::parse(path).map_err(|error| error.to_string())?;
    Ok((method, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{name, route};

    #[test]
    fn a_name_is_that_of_a_function_a_library_and_a_type() {
        let read = name("create-order_v2").unwrap();
        assert_eq!(read.library(), "create_order_v2");
        assert_eq!(read.handler(), "CreateOrderV2");
        assert_eq!(name("handler").unwrap().handler(), "HandlerFunction");
        for wrong in
            ["", "2nd", "-a", "a b", "../a", "caf\u{e9}", "async", "Serde_JSON", "test", &"a".repeat(65)]
        {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_route_is_a_method_and_a_path() {
        assert_eq!(route("post /orders/{id}").unwrap(), ("POST".to_owned(), "/orders/{id}".to_owned()));
        assert!(route("PSOT /orders").unwrap_err().contains("did you mean `POST`?"));
        for wrong in ["/orders", "POST", "POST orders", "POST /a: b", "POST /a b", "POST /{"] {
            assert!(route(wrong).is_err(), "{wrong}");
        }
    }
}
