//! The tokens of listings: where a page ended, valid for 5 minutes.

use void_core::Timestamp;

use super::{Code, Engine, Problem, tokens::Purpose};

/// What stands between the fields: no name or id has one.
pub(super) const BETWEEN: &str = "\n";

impl Engine {
    /// The token for the next page: `fields` are what is needed to go on, 250 bytes at most.
    pub(super) fn page_token(&self, now: Timestamp, purpose: Purpose, fields: &[&str]) -> String {
        self.tokens.seal(purpose, now, fields.join(BETWEEN).as_bytes())
    }

    /// The fields of a token.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` when it is none of this engine and purpose, `ExpiredNextToken` when it is older than 5 minutes.
    pub(super) fn open_page_token(
        &self,
        now: Timestamp,
        purpose: Purpose,
        token: &str,
    ) -> Result<Vec<String>, Problem> {
        let opened = self.tokens.open(purpose, token).ok_or_else(invalid_token)?;
        if opened.is_expired(now) {
            let message = "NextToken has expired. Tokens are valid for 300 seconds.";
            return Err(Problem::new(Code::ExpiredNextToken, message));
        }
        let text = String::from_utf8(opened.body).map_err(|_not_text| invalid_token())?;
        Ok(text.split(BETWEEN).map(ToOwned::to_owned).collect())
    }
}

/// What is no token, or one of a stream that is gone.
pub(super) fn invalid_token() -> Problem {
    Problem::argument("NextToken is invalid.")
}
