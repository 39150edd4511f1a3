//! How large things are at most.

use super::{Code, Problem};

/// The most bytes of an object or part that is written at once: 5 GiB.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html>
pub const UPLOAD_LIMIT: u64 = 5 * 1024 * 1024 * 1024;

/// The longest key, in bytes.
const KEY_LIMIT: usize = 1024;

/// Checks how long a key is.
///
/// # Errors
///
/// `KeyTooLong`.
pub fn check_key(key: &str) -> Result<(), Problem> {
    if key.len() > KEY_LIMIT {
        return Err(Problem::of(Code::KeyTooLong)
            .with("Size", key.len().to_string())
            .with("MaxSizeAllowed", KEY_LIMIT.to_string()));
    }
    Ok(())
}
