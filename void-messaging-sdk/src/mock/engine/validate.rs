//! What names, tokens and messages may hold, as documented.

use super::{
    errors::{Code, Problem},
    limits::{MAX_ATTRIBUTE_NAME, MAX_BATCH_ENTRIES, MAX_MESSAGE_ATTRIBUTES, MAX_NAME, MAX_TOKEN},
    message::{Attribute, AttributeValue},
};

/// Whether `name` is one that a queue can have: 1 to 80 letters, digits, `-` and `_`, then `.fifo` or not.
pub(super) fn is_queue_name(name: &str) -> bool {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    name.len() <= MAX_NAME && is_plain(stem)
}

/// Checks the label of a permission: 1 to 80 letters, digits, `-` and `_`.
pub(super) fn label(label: &str) -> Result<(), Problem> {
    if is_plain(label) && label.len() <= MAX_NAME {
        return Ok(());
    }
    Err(Problem::parameter(
        "Label",
        label,
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
    ))
}

/// Checks the ids of a batch's entries: 1 to 10 of them, distinct, of 1 to 80 letters, digits, `-` and `_`.
///
/// # Errors
///
/// `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `InvalidBatchEntryId` or `BatchEntryIdsNotDistinct`.
pub fn batch_ids<'id>(entry_kind: &str, ids: impl IntoIterator<Item = &'id str>) -> Result<(), Problem> {
    let mut ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() {
        return Err(Problem::new(
            Code::EmptyBatchRequest,
            format!("There should be at least one {entry_kind} in the request."),
        ));
    }
    if ids.len() > MAX_BATCH_ENTRIES {
        return Err(Problem::new(
            Code::TooManyEntriesInBatchRequest,
            format!(
                "Maximum number of entries per request are {MAX_BATCH_ENTRIES}. You have sent {}.",
                ids.len()
            ),
        ));
    }
    if ids.iter().any(|id| !is_plain(id) || id.len() > MAX_NAME) {
        return Err(Problem::new(
            Code::InvalidBatchEntryId,
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
        ));
    }
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(Problem::new(Code::BatchEntryIdsNotDistinct, format!("Id {} repeated.", pair[0]))),
    }
}

/// Checks a message group id, deduplication id or receive request attempt id: 1 to 128 letters, digits and punctuation.
pub(super) fn token(name: &str, value: &str) -> Result<(), Problem> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte.is_ascii_punctuation();
    if (1..=MAX_TOKEN).contains(&value.len()) && value.bytes().all(allowed) {
        return Ok(());
    }
    Err(Problem::parameter(
        name,
        value,
        &format!("{name} can only include alphanumeric and punctuation characters. 1 to 128 in length."),
    ))
}

/// Checks that a body is not empty and has only allowed characters.
pub(super) fn body(body: &str) -> Result<(), Problem> {
    if body.is_empty() {
        return Err(Problem::missing("MessageBody"));
    }
    contents(body)
}

/// Checks a message's attributes: at most 10, their names, types and values.
pub(super) fn attributes(attributes: &[Attribute]) -> Result<(), Problem> {
    if attributes.len() > MAX_MESSAGE_ATTRIBUTES {
        return Err(Problem::new(
            Code::InvalidParameterValue,
            format!(
                "Number of message attributes [{}] exceeds the allowed maximum [{MAX_MESSAGE_ATTRIBUTES}].",
                attributes.len()
            ),
        ));
    }
    attributes.iter().try_for_each(attribute)
}

fn attribute(attribute: &Attribute) -> Result<(), Problem> {
    let name = &*attribute.name;
    let invalid = |message: String| Problem::new(Code::InvalidParameterValue, message);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if name.is_empty() || name.len() > MAX_ATTRIBUTE_NAME || !name.bytes().all(allowed) {
        return Err(invalid(format!(
            "Message (user) attribute name {name} is invalid: 1 to {MAX_ATTRIBUTE_NAME} alphanumeric characters, underscores, hyphens and periods."
        )));
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return Err(invalid(format!(
            "Message (user) attribute name {name} is invalid: it must not start or end with a period, nor have two in succession."
        )));
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        return Err(invalid(format!(
            "Message (user) attribute name {name} is invalid: you can't use message attribute names beginning with AWS. or Amazon."
        )));
    }
    let data_type = &*attribute.data_type;
    if data_type.is_empty() {
        return Err(invalid(format!(
            "The message attribute '{name}' must contain a non-empty message attribute type."
        )));
    }
    if data_type.len() > MAX_ATTRIBUTE_NAME {
        return Err(invalid(format!(
            "The type of message attribute '{name}' is longer than {MAX_ATTRIBUTE_NAME} characters."
        )));
    }
    match (data_type.split('.').next().unwrap_or_default(), &attribute.value) {
        ("String" | "Number", AttributeValue::Text(text)) if text.is_empty() => Err(empty(name, data_type)),
        ("Binary", AttributeValue::Binary(bytes)) if bytes.is_empty() => Err(empty(name, data_type)),
        ("Number", AttributeValue::Text(text)) if !crate::types::attribute_value::is_number(text) => {
            Err(invalid(format!("Could not cast message attribute '{name}' value to number.")))
        }
        ("String" | "Number", AttributeValue::Text(text)) => contents(text),
        ("Binary", AttributeValue::Binary(_)) => Ok(()),
        ("String" | "Number" | "Binary", _) => Err(empty(name, data_type)),
        _ => Err(invalid(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."
        ))),
    }
}

fn empty(name: &str, data_type: &str) -> Problem {
    Problem::new(
        Code::InvalidParameterValue,
        format!("The message attribute '{name}' must contain a non-empty value for the type {data_type}."),
    )
}

/// Checks a trace header: `Root=1-5759e988-bd862e3fe1be46a994272793`, then `;Parent=…`, `;Sampled=…` and the like.
pub(super) fn trace_header(header: &str) -> Result<(), Problem> {
    let hex =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let root = header.split(';').find_map(|part| part.trim().strip_prefix("Root="));
    let well_formed = root.is_some_and(|root| match root.split('-').collect::<Vec<_>>()[..] {
        ["1", time, id] => hex(time, 8) && hex(id, 24),
        _ => false,
    });
    let pairs = header.split(';').filter(|part| !part.is_empty()).all(|part| part.contains('='));
    if well_formed && pairs {
        return Ok(());
    }
    Err(Problem::parameter(
        "AWSTraceHeader",
        header,
        "It must be a correctly formatted X-Ray trace header string.",
    ))
}

fn contents(text: &str) -> Result<(), Problem> {
    // A `str` has no surrogates, so what is left to refuse is control characters and the two that are none.
    let refused = |character: char| matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    match text.chars().find(|character| refused(*character)) {
        None => Ok(()),
        Some(character) => Err(Problem::new(
            Code::InvalidMessageContents,
            format!(
                "Invalid binary character '#x{:X}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
                u32::from(character)
            ),
        )),
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::{
        Attribute, AttributeValue, Code, attributes, batch_ids, body, is_queue_name, token, trace_header,
    };

    fn text(name: &str, data_type: &str, value: &str) -> Attribute {
        Attribute {
            name: name.into(),
            data_type: data_type.into(),
            value: AttributeValue::Text(value.into()),
        }
    }

    fn accepts(attribute: Attribute) -> bool {
        attributes(&[attribute]).is_ok()
    }

    #[test]
    fn queue_names() {
        for name in ["a", "A-b_9", "a.fifo", &"x".repeat(80)] {
            assert!(is_queue_name(name), "{name}");
        }
        for name in ["", ".fifo", "a.b", "a b", "é", "a.fifo.fifo", &"x".repeat(81)] {
            assert!(!is_queue_name(name), "{name}");
        }
    }

    #[test]
    fn characters_of_bodies() {
        for allowed in ["\t\n\r", " ~", "\u{d7ff}\u{e000}\u{fffd}", "\u{10000}\u{10ffff}"] {
            assert!(body(allowed).is_ok(), "{allowed:?}");
        }
        for refused in ["\0", "\u{8}", "\u{b}", "\u{c}", "\u{e}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            assert_eq!(body(refused).unwrap_err().code(), Code::InvalidMessageContents, "{refused:?}");
        }
        assert_eq!(body("").unwrap_err().code(), Code::MissingParameter);
    }

    #[test]
    fn names_of_attributes() {
        for name in ["a", "A.b-c_9", "AWSome", "amazonas", &"x".repeat(256)] {
            assert!(accepts(text(name, "String", "v")), "{name}");
        }
        for name in
            ["", ".a", "a.", "a..b", "AWS.a", "aws.a", "Amazon.a", "aMaZoN.a", "a b", "é", &"x".repeat(257)]
        {
            assert!(!accepts(text(name, "String", "v")), "{name}");
        }
    }

    #[test]
    fn types_and_values_of_attributes() {
        assert!(accepts(text("a", "String.json", "{}")));
        assert!(accepts(text("a", "Number.int", "-12")));
        assert!(!accepts(text("a", "Number", "twelve")));
        assert!(!accepts(text("a", "String", "")));
        assert!(!accepts(text("a", "String", "\0")));
        assert!(!accepts(text("a", "Other", "v")));
        assert!(!accepts(text("a", "", "v")));
        assert!(!accepts(text("a", "Binary", "v")));
        assert!(!accepts(text("a", &format!("String.{}", "x".repeat(250)), "v")));
        let eleven: Vec<Attribute> = (0..11).map(|n| text(&format!("a{n}"), "String", "v")).collect();
        assert!(attributes(&eleven[..10]).is_ok());
        assert!(attributes(&eleven).is_err());
    }

    #[test]
    fn tokens() {
        assert!(token("MessageGroupId", &"!~aZ9".repeat(25)).is_ok());
        for refused in ["", "a b", "é", "\u{7f}", &"x".repeat(129)] {
            assert!(token("MessageGroupId", refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn ids_of_batches() {
        let code = |ids: &[&str]| {
            batch_ids("SendMessageBatchRequestEntry", ids.iter().copied()).map_err(|p| p.code())
        };
        assert_eq!(code(&["a", "b", "A"]), Ok(()));
        assert_eq!(code(&[]), Err(Code::EmptyBatchRequest));
        assert_eq!(code(&["a"; 11]), Err(Code::TooManyEntriesInBatchRequest));
        assert_eq!(code(&["a", "b", "a"]), Err(Code::BatchEntryIdsNotDistinct));
        for id in ["", "a b", "a.b", &"x".repeat(81)] {
            assert_eq!(code(&[id]), Err(Code::InvalidBatchEntryId), "{id}");
        }
    }

    #[test]
    fn trace_headers() {
        assert!(
            trace_header("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
                .is_ok()
        );
        for header in ["", "x", "Root=1-5759e988", "Root=2-5759e988-bd862e3fe1be46a994272793", "Sampled=1"] {
            assert!(trace_header(header).is_err(), "{header}");
        }
    }
}
