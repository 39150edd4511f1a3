//! [`PolicySigner`]: signs the policies of browser-based uploads.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{clock::Timestamp, hex};

/// Signs the policy of a form that a browser posts an object with. The policy names `credential`, `date` and
/// `session_token` among its conditions, which is why they are there before it is signed; the form has them as
/// `x-amz-credential`, `x-amz-date` and `x-amz-security-token`, beside `x-amz-algorithm: AWS4-HMAC-SHA256`.
///
/// See [Calculating a Signature for Browser-Based Uploads][documentation].
///
/// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
#[derive(Clone)]
pub struct PolicySigner {
    /// `AKIDEXAMPLE/20151229/us-east-1/s3/aws4_request`
    pub credential: String,
    /// `20151229T000000Z`
    pub date: String,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
    /// The time that `date` says, for the policy's expiration.
    pub signed_at: Timestamp,
    pub(super) key: Hmac<Sha256>,
}

impl PolicySigner {
    /// The signature of a policy in base64, in hex: `x-amz-signature`.
    #[must_use]
    pub fn sign(&self, policy_base64: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(policy_base64.as_bytes());
        hex::encode(&mac.finalize().into_bytes())
    }
}

impl fmt::Debug for PolicySigner {
    /// Shows neither the key nor the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PolicySigner")
            .field("credential", &self.credential)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}
