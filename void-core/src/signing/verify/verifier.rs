//! [`Verifier`]: who signed a request, if anybody did.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use http::{header, request::Parts};
use sha2::Sha256;

use super::{
    ChunkVerifier, PolicyClaim, Rules, VerifyError,
    canonical::{digest, hex_digest},
    claim::{Claim, incomplete},
};
use crate::{clock::Timestamp, credentials::Credentials, signing::ChunkChain};

const CONTENT_HASH: &str = "x-amz-content-sha256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
const SIGNED_CHUNKS: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/// Checks the signatures of one service's requests.
///
/// Cheap to clone. The key that a secret gives for a day is derived once and kept until another one is needed.
#[derive(Clone)]
pub struct Verifier {
    service: &'static str,
    region: Option<String>,
    rules: Rules,
    max_skew: Duration,
    last_key: Arc<Mutex<Option<DerivedKey>>>,
}

/// What signatures by `secret` for `scope` are made with.
struct DerivedKey {
    secret: String,
    scope: String,
    key: Hmac<Sha256>,
}

/// Who signed a request, and what the signature covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The access key that it was signed with.
    pub access_key_id: String,
    /// The region that it was signed for.
    pub region: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Whether the body is part of what was signed.
    pub payload: PayloadCover,
    /// What the body's chunks are checked with, where they are signed.
    pub(super) chunks: Option<ChunkVerifier>,
}

impl Verified {
    /// What the chunks of the body are checked with, for
    /// [`aws_chunked::Decoder`](crate::protocol::aws_chunked::Decoder); `None` where they are not signed.
    #[must_use]
    pub fn chunks(&self) -> Option<ChunkVerifier> {
        self.chunks.clone()
    }
}

/// Whether a body is part of what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadCover {
    /// It was compared with its signed digest.
    Checked,
    /// It was not there to be compared: this is its signed digest, or the name of a streaming signature.
    Declared(String),
    /// The signer left it out.
    Unsigned,
}

impl Verifier {
    /// Makes a verifier for requests signed for `service` (`sqs`), for any region.
    ///
    /// A request may be 15 minutes old or early, as SQS has it; Kinesis allows 5.
    #[must_use]
    pub fn new(service: &'static str) -> Self {
        Self {
            service,
            region: None,
            rules: Rules::Standard,
            max_skew: Duration::from_secs(15 * 60),
            last_key: Arc::default(),
        }
    }

    /// Accepts only what was signed for `region`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// How paths and presigned URLs are read. Default: [`Rules::Standard`].
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// How far the signer's clock may be from this one. Default: 15 minutes.
    #[must_use]
    pub fn max_skew(mut self, skew: Duration) -> Self {
        self.max_skew = skew;
        self
    }

    /// Checks the signature of a request whose body is `body`; `None` where the body comes later and
    /// `x-amz-content-sha256` says what it must be.
    ///
    /// `find` gives the credentials of an access key.
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] of any kind.
    pub fn verify(
        &self,
        parts: &Parts,
        body: Option<&[u8]>,
        now: Timestamp,
        find: impl FnOnce(&str) -> Option<Credentials>,
    ) -> Result<Verified, VerifyError> {
        let claim = Claim::read(parts)?;
        check_headers_are_signed(parts, &claim)?;
        self.check_scope(&claim)?;
        let credentials = find(&claim.access_key_id).ok_or(VerifyError::UnknownKey)?;
        check_token(&claim, &credentials, now)?;
        self.check_time(&claim, now)?;
        let (payload_hash, payload) = self.payload(parts, &claim, body)?;
        let digest = digest(parts, &claim, &payload_hash, self.rules)?;
        let string_to_sign = format!("AWS4-HMAC-SHA256\n{}\n{}\n{digest}", claim.signed_at_text, claim.scope);
        let key = self.check_signature(&claim, credentials.secret_access_key, string_to_sign.as_bytes())?;
        let chunks = match &payload {
            PayloadCover::Declared(hash) if hash.starts_with(SIGNED_CHUNKS) => {
                let chain = ChunkChain::new(key, claim.signed_at_text, claim.scope, claim.signature);
                Some(ChunkVerifier::new(chain, hash.ends_with("-TRAILER")))
            }
            _ => None,
        };
        Ok(Verified {
            chunks,
            access_key_id: claim.access_key_id,
            region: claim.region,
            signed_at: claim.signed_at,
            payload,
        })
    }

    /// Checks the signature of a policy, as a form that a browser posts has it. How long it is good is said by the policy
    /// itself, which the caller checks; the key it is signed with is good for 7 days.
    ///
    /// `find` gives the credentials of an access key. See [Browser-Based Uploads Using POST][documentation].
    ///
    /// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] of any kind but [`VerifyError::Missing`].
    pub fn verify_policy(
        &self,
        policy: &PolicyClaim<'_>,
        now: Timestamp,
        find: impl FnOnce(&str) -> Option<Credentials>,
    ) -> Result<Verified, VerifyError> {
        let claim = Claim::from_policy(policy)?;
        self.check_scope(&claim)?;
        let credentials = find(&claim.access_key_id).ok_or(VerifyError::UnknownKey)?;
        check_token(&claim, &credentials, now)?;
        self.check_time(&claim, now)?;
        let _key =
            self.check_signature(&claim, credentials.secret_access_key, policy.policy_base64.as_bytes())?;
        Ok(Verified {
            chunks: None,
            access_key_id: claim.access_key_id,
            region: claim.region,
            signed_at: claim.signed_at,
            payload: PayloadCover::Unsigned,
        })
    }

    /// Checks that `text` was signed as claimed, and gives the key.
    fn check_signature(
        &self,
        claim: &Claim,
        secret: String,
        text: &[u8],
    ) -> Result<Hmac<Sha256>, VerifyError> {
        let key = self.key(secret, claim);
        let mut mac = key.clone();
        mac.update(text);
        // Compares in constant time.
        mac.verify_slice(&claim.signature).map_err(|_| VerifyError::does_not_match())?;
        Ok(key)
    }

    fn key(&self, secret: String, claim: &Claim) -> Hmac<Sha256> {
        let mut last = self.last_key.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some(known) if known.secret == secret && known.scope == claim.scope => known.key.clone(),
            _ => {
                let key = derive_key(&secret, claim);
                *last = Some(DerivedKey { secret, scope: claim.scope.clone(), key: key.clone() });
                key
            }
        }
    }

    fn check_scope(&self, claim: &Claim) -> Result<(), VerifyError> {
        if claim.service != self.service {
            return Err(VerifyError::Mismatch(format!(
                "Credential should be scoped to correct service: '{}'.",
                self.service
            )));
        }
        if self.region.as_ref().is_some_and(|region| *region != claim.region) {
            return Err(VerifyError::Mismatch(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                claim.region
            )));
        }
        Ok(())
    }

    fn check_time(&self, claim: &Claim, now: Timestamp) -> Result<(), VerifyError> {
        let minutes = self.max_skew.as_secs() / 60;
        let signed_at = claim.signed_at.to_amz_date();
        if claim.signed_at > now + self.max_skew {
            return Err(VerifyError::Expired(format!(
                "Signature not yet current: {signed_at} is still later than {} ({} + {minutes} min.)",
                (now + self.max_skew).to_amz_date(),
                now.to_amz_date()
            )));
        }
        // `X-Amz-Date` has no milliseconds, and neither has the comparison.
        let now = Timestamp::from_secs(now.as_secs());
        match claim.expires_in {
            Some(valid_for) if now > claim.signed_at + valid_for => Err(VerifyError::Expired(format!(
                "Signature expired: {signed_at} is now earlier than {} ({} - {} s)",
                (now - valid_for).to_amz_date(),
                now.to_amz_date(),
                valid_for.as_secs()
            ))),
            None if now > claim.signed_at + self.max_skew => Err(VerifyError::Expired(format!(
                "Signature expired: {signed_at} is now earlier than {} ({} - {minutes} min.)",
                (now - self.max_skew).to_amz_date(),
                now.to_amz_date()
            ))),
            _ => Ok(()),
        }
    }

    /// The digest that is part of what was signed. Where the body is there, it is the body's own.
    fn payload(
        &self,
        parts: &Parts,
        claim: &Claim,
        body: Option<&[u8]>,
    ) -> Result<(String, PayloadCover), VerifyError> {
        let declared = parts.headers.get(CONTENT_HASH).and_then(|value| value.to_str().ok());
        let presigned = claim.expires_in.is_some();
        match (declared, body) {
            (Some(UNSIGNED), _) => Ok((UNSIGNED.to_owned(), PayloadCover::Unsigned)),
            (None, _) if presigned && self.rules == Rules::S3 => {
                Ok((UNSIGNED.to_owned(), PayloadCover::Unsigned))
            }
            (Some(declared), _) if declared.starts_with("STREAMING-") => {
                Ok((declared.to_owned(), PayloadCover::Declared(declared.to_owned())))
            }
            (Some(declared), None) => Ok((declared.to_owned(), PayloadCover::Declared(declared.to_owned()))),
            (_, Some(body)) => Ok((hex_digest(body), PayloadCover::Checked)),
            (None, None) => Err(incomplete("The request needs a header 'x-amz-content-sha256'.")),
        }
    }
}

/// What decides over the request must be signed: the host, and everything that is AWS's own.
fn check_headers_are_signed(parts: &Parts, claim: &Claim) -> Result<(), VerifyError> {
    let is_signed = |name: &str| claim.signed_headers.iter().any(|signed| signed == name);
    if !is_signed(header::HOST.as_str()) {
        return Err(VerifyError::Mismatch(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    let dated_by_header = claim.expires_in.is_none() && !parts.headers.contains_key("x-amz-date");
    if dated_by_header && !is_signed(header::DATE.as_str()) {
        return Err(VerifyError::Mismatch(
            "'Date' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    // The payload's digest is part of what is signed anyway, and a token is compared with the key's own.
    // Presigned URLs leave out the two that only inform.
    let exempt = |name: &str| match name {
        CONTENT_HASH | "x-amz-security-token" => true,
        "x-amz-user-agent" | "x-amz-checksum-mode" => claim.expires_in.is_some(),
        _ => false,
    };
    let unsigned = parts
        .headers
        .keys()
        .map(header::HeaderName::as_str)
        .find(|name| name.starts_with("x-amz-") && !is_signed(name) && !exempt(name));
    match unsigned {
        None => Ok(()),
        Some(name) => Err(VerifyError::Mismatch(format!(
            "There were headers present in the request which were not signed: {name}"
        ))),
    }
}

fn check_token(claim: &Claim, credentials: &Credentials, now: Timestamp) -> Result<(), VerifyError> {
    if claim.session_token != credentials.session_token {
        return Err(VerifyError::UnknownKey);
    }
    if credentials.expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Err(VerifyError::ExpiredToken);
    }
    Ok(())
}

fn derive_key(secret: &str, claim: &Claim) -> Hmac<Sha256> {
    let secret = format!("AWS4{secret}");
    [&*claim.date, &*claim.region, &*claim.service, "aws4_request"].iter().fold(
        hmac(secret.as_bytes()),
        |mut mac, label| {
            mac.update(label.as_bytes());
            hmac(&mac.finalize().into_bytes())
        },
    )
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("service", &self.service)
            .field("region", &self.region)
            .field("rules", &self.rules)
            .field("max_skew", &self.max_skew)
            .finish_non_exhaustive()
    }
}
