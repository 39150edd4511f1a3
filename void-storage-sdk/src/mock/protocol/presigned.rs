//! Why a signature apart from headers is refused, in the service's words: of a presigned request, of a form's policy.

use void_core::{
    Timestamp,
    signing::verify::{PolicyClaim, VerifyError},
};

use super::errors;
use crate::{
    mock::engine::{Code, Problem},
    wire::Query,
};

/// Whether the query of a request says who signed it.
pub(super) fn is_signed(query: &Query) -> bool {
    query.has("X-Amz-Signature") || query.has("X-Amz-Algorithm")
}

/// Why the signature in a query is refused.
pub(super) fn not_verified(error: &VerifyError, query: &Query, now: Timestamp) -> Problem {
    match error {
        VerifyError::Incomplete(message) => {
            Problem::new(Code::AuthorizationQueryParametersError, message.clone())
        }
        VerifyError::Expired(_) => not_now(query, now),
        other => errors::not_verified(other),
    }
}

/// The request came too late, or before it was signed.
fn not_now(query: &Query, now: Timestamp) -> Problem {
    let signed_at = query.get("X-Amz-Date").and_then(Timestamp::parse_amz_date).unwrap_or(now);
    let valid_for = query.get("X-Amz-Expires").unwrap_or_default();
    let expires = Timestamp::from_secs(signed_at.as_secs() + valid_for.parse().unwrap_or(0));
    let problem = if signed_at > now {
        Problem::new(Code::AccessDenied, "Request is not yet valid")
            .with("X-Amz-Date", signed_at.as_millis().to_string())
    } else {
        Problem::new(Code::AccessDenied, "Request has expired").with("X-Amz-Expires", valid_for)
    };
    problem.with("Expires", to_second(expires)).with("ServerTime", to_second(now))
}

fn to_second(time: Timestamp) -> String {
    Timestamp::from_secs(time.as_secs()).to_rfc3339().replace(".000Z", "Z")
}

/// Why the signature of a form's policy is refused: one that is too old for its key is of a policy that is too old too.
pub(super) fn policy_not_verified(error: &VerifyError, claim: &PolicyClaim<'_>, now: Timestamp) -> Problem {
    let is_past = Timestamp::parse_amz_date(claim.date).is_some_and(|signed_at| signed_at < now);
    match error {
        VerifyError::Expired(_) if is_past => {
            Problem::new(Code::AccessDenied, "Invalid according to Policy: Policy expired.")
        }
        other => errors::not_verified(other),
    }
}
