//! [`FunctionName`]: what callers call a function.

use crate::{cloud::REGION, lambda::refusal::Refused};

/// The account that everything is in.
pub(super) const ACCOUNT: &str = "000000000000";
/// The only version that there is.
pub(super) const LATEST: &str = "$LATEST";

/// A function's name and the version that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FunctionName {
    pub(super) name: String,
    pub(super) qualifier: Option<String>,
}

impl FunctionName {
    /// Reads `name`, `name:qualifier`, `000000000000:function:name`, `arn:aws:lambda:us-east-1:000000000000:function:name`.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValueException` for anything else.
    pub(super) fn parse(text: &str) -> Result<Self, Refused> {
        let parts: Vec<&str> = text.split(':').collect();
        let parts = match parts.as_slice() {
            ["arn", partition, "lambda", _region, account, "function", rest @ ..]
                if partition.starts_with("aws") && is_account(account) =>
            {
                rest
            }
            [account, "function", rest @ ..] if is_account(account) => rest,
            rest => rest,
        };
        let (name, qualifier) = match parts {
            [name] => (*name, None),
            [name, qualifier] if is_qualifier(qualifier) => (*name, Some((*qualifier).to_owned())),
            _ => return Err(invalid(text)),
        };
        if !is_name(name) {
            return Err(invalid(text));
        }
        Ok(Self { name: name.to_owned(), qualifier })
    }

    /// Takes the qualifier that the query string names, too.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValueException` where the name has another one.
    pub(super) fn qualified(mut self, qualifier: Option<String>) -> Result<Self, Refused> {
        if let Some(qualifier) = qualifier {
            if self.qualifier.as_ref().is_some_and(|own| *own != qualifier) {
                let message =
                    "The derived qualifier from the function name does not match the specified qualifier.";
                return Err(Refused::invalid(message));
            }
            if !is_qualifier(&qualifier) {
                return Err(Refused::invalid(format!("`{qualifier}` is no version and no alias")));
            }
            self.qualifier = Some(qualifier);
        }
        Ok(self)
    }

    /// The ARN, with the qualifier where one was given.
    pub(super) fn arn(&self) -> String {
        let arn = function_arn(&self.name);
        self.qualifier.as_ref().map_or_else(|| arn.clone(), |qualifier| format!("{arn}:{qualifier}"))
    }

    /// Whether the version that is meant is the only one that there is.
    pub(super) fn is_latest(&self) -> bool {
        self.qualifier.as_deref().is_none_or(|qualifier| qualifier == LATEST)
    }
}

/// The ARN of a function.
pub(super) fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn is_qualifier(text: &str) -> bool {
    text == LATEST || (is_name(text) && text.len() <= 128)
}

fn invalid(text: &str) -> Refused {
    Refused::invalid(format!(
        "`{text}` is no function's name: a name of letters, digits, `-` and `_`, at most 64 of them, or an ARN"
    ))
}

#[cfg(test)]
mod tests {
    use super::FunctionName;

    fn parsed(text: &str) -> Option<(String, Option<String>)> {
        let name = FunctionName::parse(text).ok()?;
        Some((name.name, name.qualifier))
    }

    #[test]
    fn a_function_is_known_by_name_by_partial_arn_and_by_arn() {
        let plain = Some(("create-order".to_owned(), None));
        assert_eq!(parsed("create-order"), plain);
        assert_eq!(parsed("000000000000:function:create-order"), plain);
        assert_eq!(parsed("arn:aws:lambda:us-east-1:000000000000:function:create-order"), plain);
        let latest = Some(("create-order".to_owned(), Some("$LATEST".to_owned())));
        assert_eq!(parsed("create-order:$LATEST"), latest);
        assert_eq!(parsed("arn:aws:lambda:us-east-1:000000000000:function:create-order:$LATEST"), latest);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "a b", "a:b:c", "arn:aws:sqs:us-east-1:000000000000:a", "ä", &"x".repeat(65)] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn two_qualifiers_must_be_one() {
        let name = || FunctionName::parse("a:$LATEST").unwrap();
        assert!(name().qualified(Some("$LATEST".to_owned())).unwrap().is_latest());
        assert!(name().qualified(Some("7".to_owned())).is_err());
        assert!(!FunctionName::parse("a").unwrap().qualified(Some("7".to_owned())).unwrap().is_latest());
    }
}
