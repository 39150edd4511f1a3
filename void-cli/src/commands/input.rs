//! What is sent: from the command line, a file, or the standard input.

use std::{
    io::{Read, stdin},
    path::Path,
};

use crate::failure::Failure;

/// The bytes of what was given: a text, `-` for the standard input, or a file.
pub(crate) fn bytes(text: Option<&str>, file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match (text, file) {
        (Some("-"), _) => {
            let mut bytes = Vec::new();
            stdin().lock().read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        (Some(text), _) => Ok(text.into()),
        (None, Some(path)) => std::fs::read(path).map_err(|error| Failure::file(path, &error)),
        (None, None) => Ok(Vec::new()),
    }
}

/// As [`bytes`], where it has to be text.
pub(crate) fn text(text: Option<&str>, file: Option<&Path>) -> Result<String, Failure> {
    let not_text = |_| Failure::usage("the body is not UTF-8, which a message has to be");
    String::from_utf8(bytes(text, file)?).map_err(not_text)
}
