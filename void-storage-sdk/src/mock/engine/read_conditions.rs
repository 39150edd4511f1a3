//! [`ReadConditions`]: what must hold for a read, or for the source of a copy.

use void_core::Timestamp;

use super::{Code, Found, Problem};

/// What must hold for a read, or for the source of a copy.
///
/// `if_match` wins over `if_unmodified_since`, and `if_none_match` over `if_modified_since`. Times count to the second.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadConditions {
    /// The ETags of which the object must have one; `*` for any.
    pub if_match: Option<String>,
    /// The ETags of which the object must have none.
    pub if_none_match: Option<String>,
    /// When it must have been written after.
    pub if_modified_since: Option<Timestamp>,
    /// When it must not have been written after.
    pub if_unmodified_since: Option<Timestamp>,
}

/// The condition that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    Match,
    UnmodifiedSince,
    NoneMatch,
    ModifiedSince,
}

impl ReadConditions {
    /// Checks them for a read.
    ///
    /// # Errors
    ///
    /// `PreconditionFailed`; `NotModified` where the caller has the object already.
    pub fn check_read(&self, found: &Found) -> Result<(), Problem> {
        match self.broken(found) {
            None => Ok(()),
            Some(Broken::Match) => Err(Problem::precondition("If-Match")),
            Some(Broken::UnmodifiedSince) => Err(Problem::precondition("If-Unmodified-Since")),
            Some(Broken::NoneMatch | Broken::ModifiedSince) => {
                let mut problem = Problem::of(Code::NotModified)
                    .with_header("etag", found.object.e_tag.as_str())
                    .with_header("last-modified", found.last_modified.to_http_date());
                if let Some(version_id) = &found.version_id {
                    problem = problem.with_header("x-amz-version-id", version_id.as_str());
                }
                Err(problem)
            }
        }
    }

    /// Checks them for the source of a copy. A time that has not come yet is no condition.
    ///
    /// # Errors
    ///
    /// `PreconditionFailed`.
    pub fn check_source(&self, now: Timestamp, found: &Found) -> Result<(), Problem> {
        let broken = match self.broken(found) {
            Some(Broken::ModifiedSince) if self.if_modified_since > Some(now) => None,
            broken => broken,
        };
        Err(Problem::precondition(match broken {
            None => return Ok(()),
            Some(Broken::Match) => "x-amz-copy-source-If-Match",
            Some(Broken::UnmodifiedSince) => "x-amz-copy-source-If-Unmodified-Since",
            Some(Broken::NoneMatch) => "x-amz-copy-source-If-None-Match",
            Some(Broken::ModifiedSince) => "x-amz-copy-source-If-Modified-Since",
        }))
    }

    fn broken(&self, found: &Found) -> Option<Broken> {
        let is_among = |tags: &str| {
            let tag = found.object.e_tag.unquoted();
            let is_it = |other: &str| other == "*" || other.trim_start_matches("W/").trim_matches('"') == tag;
            tags.split(',').any(|other| is_it(other.trim()))
        };
        let is_after = |time: Timestamp| found.last_modified.as_secs() > time.as_secs();
        let must = match &self.if_match {
            Some(tags) => (!is_among(tags)).then_some(Broken::Match),
            None => self.if_unmodified_since.filter(|time| is_after(*time)).map(|_| Broken::UnmodifiedSince),
        };
        must.or_else(|| match &self.if_none_match {
            Some(tags) => is_among(tags).then_some(Broken::NoneMatch),
            None => self.if_modified_since.filter(|time| !is_after(*time)).map(|_| Broken::ModifiedSince),
        })
    }
}
