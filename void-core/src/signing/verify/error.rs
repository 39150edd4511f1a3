//! [`VerifyError`]: why a signature was not accepted.

use http::StatusCode;

use crate::protocol::server::ServerError;

/// Why a signature was not accepted. The message says what a person can do about it, and never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request is not signed at all.
    #[error("Request is missing Authentication Token")]
    Missing,
    /// The signature's parts are not all there, or are malformed.
    #[error("{0}")]
    Incomplete(String),
    /// Nobody has this access key, or the session token is not the one that belongs to it.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The session token has expired.
    #[error("The security token included in the request is expired")]
    ExpiredToken,
    /// The request was signed too long ago, or too far in the future, or its presigned URL has expired.
    #[error("{0}")]
    Expired(String),
    /// The signature is another one than the request and the secret key give.
    #[error("{0}")]
    Mismatch(String),
}

impl VerifyError {
    pub(super) fn does_not_match() -> Self {
        Self::Mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details."
                .to_owned(),
        )
    }
}

impl From<VerifyError> for ServerError {
    /// As the services of AWS JSON and the query protocol answer: status 403, and 400 for an incomplete signature.
    ///
    /// The code is the one of JSON; the query protocol's goes in `x-amzn-query-error`.
    /// A request that is too old is a signature that does not match, for services have no other code for it than their message.
    fn from(error: VerifyError) -> Self {
        let (code, query_code, status) = match error {
            VerifyError::Missing => {
                ("MissingAuthenticationTokenException", "MissingAuthenticationToken", StatusCode::FORBIDDEN)
            }
            VerifyError::Incomplete(_) => {
                ("IncompleteSignatureException", "IncompleteSignature", StatusCode::BAD_REQUEST)
            }
            VerifyError::UnknownKey => {
                ("UnrecognizedClientException", "InvalidClientTokenId", StatusCode::FORBIDDEN)
            }
            VerifyError::ExpiredToken => ("ExpiredTokenException", "ExpiredToken", StatusCode::FORBIDDEN),
            VerifyError::Expired(_) | VerifyError::Mismatch(_) => {
                ("InvalidSignatureException", "SignatureDoesNotMatch", StatusCode::FORBIDDEN)
            }
        };
        Self::common(code, error.to_string()).with_query_code(query_code).with_status(status)
    }
}
