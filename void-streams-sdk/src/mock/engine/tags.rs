//! Tags of streams: stored, with no meaning.

use std::collections::BTreeMap;

use super::{Problem, limits::MAX_TAGS};

/// Checks the tags of a stream that is to be made.
pub(super) fn check_new(
    name: &str,
    account_id: &str,
    tags: &BTreeMap<String, String>,
) -> Result<(), Problem> {
    let failed = |why: &str| {
        Problem::argument(format!(
            "Failed to add tags to stream {name} under account {account_id} because {why}."
        ))
    };
    if tags.len() > MAX_TAGS {
        return Err(failed("a given stream cannot have more than 50 tags associated with it"));
    }
    match tags.iter().all(|(key, value)| is_text(key) && is_text(value)) {
        true => Ok(()),
        false => Err(failed(
            "some tags contained illegal characters. The allowed characters are Unicode letters, white-spaces, \
             '_',',','/','=','+','-','@'",
        )),
    }
}

/// Whether a tag's key or value has only characters that it can have.
fn is_text(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter))
}
