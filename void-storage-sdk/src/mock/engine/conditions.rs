//! [`WriteConditions`]: what must hold for a write.

use super::{Problem, versions::Versions};

/// What must hold for a write: `If-Match` and `If-None-Match`.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteConditions {
    /// The ETag that the object must have; `*` for any.
    pub if_match: Option<String>,
    /// `*`: there must be no object.
    pub if_none_match: Option<String>,
}

impl WriteConditions {
    /// Checks them against what is under the key.
    pub(super) fn check(&self, key: &str, versions: Option<&Versions>) -> Result<(), Problem> {
        let current = versions.and_then(Versions::current_object).map(|(_, object)| object);
        if let Some(wanted) = &self.if_match {
            let Some(object) = current else { return Err(Problem::no_key(key)) };
            if wanted.trim() != "*" && wanted.trim().trim_matches('"') != object.e_tag.unquoted() {
                return Err(Problem::precondition("If-Match"));
            }
        }
        match self.if_none_match.as_deref().map(str::trim) {
            None => Ok(()),
            Some("*") if current.is_none() => Ok(()),
            Some("*") => Err(Problem::precondition("If-None-Match")),
            Some(_) => Err(Problem::new(
                super::Code::NotImplemented,
                "A header you provided implies functionality that is not implemented: If-None-Match takes only * here.",
            )
            .with("Header", "If-None-Match")),
        }
    }
}
