//! Encryption at rest: which key a stream has. Records are kept as they are.

use void_core::Timestamp;

use super::{
    Code, Engine, Problem, limits::MAX_ENCRYPTION_CHANGES_A_DAY, stream::Status, transitions::Change,
};

impl Engine {
    /// Encrypts records with a KMS key once the stream is active again.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse`, `KmsNotFound` for what is no id of a key; `LimitExceeded` for the 26th time in 24
    /// hours.
    pub fn start_encryption(&mut self, now: Timestamp, name: &str, key: &str) -> Result<(), Problem> {
        self.change_encryption(now, name, key, Some(key.to_owned()))
    }

    /// Encrypts records no more once the stream is active again.
    ///
    /// # Errors
    ///
    /// Those of [`start_encryption`](Self::start_encryption), and `InvalidArgument` when it is encrypted with another key.
    pub fn stop_encryption(&mut self, now: Timestamp, name: &str, key: &str) -> Result<(), Problem> {
        let other = self.stream(name)?.encrypted_with.as_ref().filter(|known| *known != key);
        if let Some(other) = other {
            return Err(Problem::argument(format!(
                "Stream {name} is encrypted with the key {other}, not {key}."
            )));
        }
        self.change_encryption(now, name, key, None)
    }

    fn change_encryption(
        &mut self,
        now: Timestamp,
        name: &str,
        key: &str,
        change: Option<String>,
    ) -> Result<(), Problem> {
        let stream = self.active_stream_mut(name)?;
        if !is_key(key) {
            return Err(Problem::new(Code::KmsNotFound, format!("Invalid keyId {key}")));
        }
        let recent = match change {
            Some(_) => &mut stream.encryption_starts,
            None => &mut stream.encryption_stops,
        };
        if !recent.note(now, MAX_ENCRYPTION_CHANGES_A_DAY) {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!(
                    "Stream {name} has changed its encryption {MAX_ENCRYPTION_CHANGES_A_DAY} times in 24 hours."
                ),
            ));
        }
        stream.change = Some(Change::Encryption(change));
        self.begin(now, name, Status::Updating);
        Ok(())
    }
}

/// Whether text can name a KMS key: its id, its ARN, an alias or an alias's ARN. Every key that can be named is there.
fn is_key(key: &str) -> bool {
    let is_alias = |text: &str| text.strip_prefix("alias/").is_some_and(|name| !name.is_empty());
    let is_id = |text: &str| {
        let id = text.strip_prefix("mrk-").unwrap_or(text);
        let digits = id.bytes().filter(|byte| *byte != b'-');
        id.len() >= 32 && digits.clone().count() == 32 && digits.clone().all(|byte| byte.is_ascii_hexdigit())
    };
    match key.strip_prefix("arn:") {
        None => is_alias(key) || is_id(key),
        Some(rest) => match rest.splitn(5, ':').collect::<Vec<_>>()[..] {
            [_, "kms", _, _, name] => is_alias(name) || name.strip_prefix("key/").is_some_and(is_id),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::is_key;

    /// The examples of the service's documentation.
    #[test]
    fn a_key_is_named_in_five_ways() {
        for key in [
            "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
            "arn:aws:kms:us-east-1:123456789012:alias/MyAliasName",
            "12345678-1234-1234-1234-123456789012",
            "alias/MyAliasName",
            "alias/aws/kinesis",
            "mrk-1234abcd12ab34cd56ef1234567890ab",
        ] {
            assert!(is_key(key), "{key}");
        }
        for key in [
            "key",
            "alias/",
            "arn:aws:kms:us-east-1:123456789012:key/1",
            "arn:aws:sqs:r:1:alias/a",
            "arn:",
            "é",
        ] {
            assert!(!is_key(key), "{key}");
        }
    }
}
