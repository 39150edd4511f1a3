//! [`Signer`]: signs requests, in their headers or in their URL.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
        SigningInstructions, SigningSettings, UriPathNormalizationMode,
    },
    sign::v4,
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, HeaderValue, Request, Uri, header};
use sha2::Sha256;

use super::{
    Payload, PolicySigner, Rules,
    canonical::{Canonical, from_hex, hex_digest, host, s3_url, string_to_sign},
    chain::{ChunkChain, Signature},
    chunked::{CONTENT_HASH, Chunked},
};
use crate::{body::Body, clock::Timestamp, credentials::Credentials, hex};

const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The longest that a presigned URL is good for.
const LONGEST_EXPIRY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Signs the requests to one service in one region, with [AWS Signature Version 4][documentation].
///
/// The key that a secret gives for a day is derived once and kept until the day or the secret changes.
///
/// [documentation]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
pub struct Signer {
    region: String,
    service: String,
    rules: Rules,
    key: Mutex<Option<DayKey>>,
}

struct DayKey {
    day: u64,
    secret: String,
    key: Hmac<Sha256>,
}

/// A request that can't be signed: its URL has no host, or a header is not text.
#[derive(Debug, thiserror::Error)]
#[error("the request can't be signed: {message}")]
pub struct SigningError {
    message: String,
}

impl SigningError {
    pub(super) fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string() }
    }
}

impl Signer {
    /// Signs for `service` (`sqs`) in `region` (`eu-central-1`).
    pub fn new(region: impl Into<String>, service: impl Into<String>) -> Self {
        Self { region: region.into(), service: service.into(), rules: Rules::Standard, key: Mutex::default() }
    }

    /// How the service reads paths, bodies and presigned URLs. Default: [`Rules::Standard`].
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Signs `request` as sent at `now`: puts `Authorization`, `X-Amz-Date` and, for temporary credentials,
    /// `X-Amz-Security-Token` in its headers, in place of those that are there, and a `Host` where there is none.
    ///
    /// Every header is signed but `Authorization`, `User-Agent`, `Transfer-Encoding` and `X-Amzn-Trace-Id`. A body in
    /// memory is signed with its SHA-256; any other is declared unsigned (`X-Amz-Content-Sha256: UNSIGNED-PAYLOAD`). Under
    /// [`Rules::S3`] that header is always there, and the request's [`Payload`] decides: a body that it wants in chunks is
    /// replaced by its encoded form, with the headers that say so.
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the URL is not absolute, a header or the session token is not text, or a body that is to be
    /// sent in chunks has no known length.
    pub fn sign(
        &self,
        request: &mut Request<Body>,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<(), SigningError> {
        let host = host(request.uri()).ok_or_else(|| SigningError::new("its URL has no host"))?;
        let host = value(host)?;
        // Said rather than left to the HTTP client, which may write the same host in another way.
        request.headers_mut().entry(header::HOST).or_insert(host);
        for name in [&header::AUTHORIZATION, &X_AMZ_DATE, &X_AMZ_SECURITY_TOKEN] {
            request.headers_mut().remove(name);
        }
        let date = now.to_amz_date();
        let token = credentials.session_token.as_deref();
        let chunked = Chunked::announce(request, true)?;
        let payload_hash = self.payload_hash(request, chunked.as_ref())?;
        let canonical =
            payload_hash.as_deref().and_then(|hash| Canonical::of(request, self.rules, hash, &date, token));
        let seed = match canonical {
            Some(canonical) => {
                let (authorization, signature) = self.authorization(&canonical, credentials, &date, now);
                let headers = request.headers_mut();
                headers.insert(X_AMZ_DATE, value(&date)?);
                headers.insert(header::AUTHORIZATION, secret(&authorization)?);
                if let Some(token) = token {
                    headers.insert(X_AMZ_SECURITY_TOKEN, secret(token)?);
                }
                signature
            }
            None => {
                self.sign_any(request, credentials, now)?;
                signature_of(request)?
            }
        };
        if let Some(chunked) = chunked {
            let key = self.day_key(&credentials.secret_access_key, now);
            let chain = ChunkChain::new(key, date.clone(), self.scope(&date), seed);
            chunked.encode(request, Some(chain));
        }
        Ok(())
    }

    /// Gets ready to sign the policy of a form that a browser posts an object with, as at `now`.
    #[must_use]
    pub fn policy(&self, credentials: &Credentials, now: Timestamp) -> PolicySigner {
        let date = now.to_amz_date();
        PolicySigner {
            credential: format!("{}/{}", credentials.access_key_id, self.scope(&date)),
            session_token: credentials.session_token.clone(),
            signed_at: Timestamp::from_secs(now.as_secs()),
            key: self.day_key(&credentials.secret_access_key, now),
            date,
        }
    }

    /// The digest of the body as it is signed, which S3's rules have as a header too; `None` where it needs `sign_any`.
    fn payload_hash(
        &self,
        request: &mut Request<Body>,
        chunked: Option<&Chunked>,
    ) -> Result<Option<String>, SigningError> {
        let in_memory = request.body().as_bytes();
        if self.rules == Rules::Standard && chunked.is_none() {
            return Ok(in_memory.map(hex_digest));
        }
        let leaves_out =
            matches!(request.extensions().get(), Some(Payload::Unsigned | Payload::Chunked { .. }));
        let hash = match (chunked, in_memory) {
            (Some(chunked), _) => chunked.content_hash().to_owned(),
            (None, Some(body)) if !leaves_out => hex_digest(body),
            _ => UNSIGNED.to_owned(),
        };
        request.headers_mut().insert(CONTENT_HASH, value(&hash)?);
        Ok(Some(hash))
    }

    /// The URL of `request` with the signature in it, good for `expires_in` from `now`.
    ///
    /// Whoever sends it sends the same method and headers, and the same body where it is in memory; any other body is
    /// not signed, and none is under [`Rules::S3`].
    ///
    /// # Errors
    ///
    /// [`SigningError`] as for [`sign`](Self::sign), and when `expires_in` is below 1 s or above 7 days.
    pub fn presign(
        &self,
        request: &Request<Body>,
        credentials: &Credentials,
        now: Timestamp,
        expires_in: Duration,
    ) -> Result<Uri, SigningError> {
        if !(Duration::from_secs(1)..=LONGEST_EXPIRY).contains(&expires_in) {
            return Err(SigningError::new("a presigned URL is good for 1 s to 7 days"));
        }
        if request.uri().authority().is_none() {
            return Err(SigningError::new("its URL has no host"));
        }
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(expires_in);
        let body = match self.rules {
            Rules::Standard => signable(request.body()),
            Rules::S3 => SignableBody::UnsignedPayload,
        };
        let uri = self.url(request.uri())?;
        let instructions = self.instructions(request, &uri, body, credentials, now, settings)?;
        let mut url = Request::builder().uri(uri).body(()).map_err(SigningError::new)?;
        instructions.apply_to_request_http1x(&mut url);
        Ok(url.into_parts().0.uri)
    }

    /// Signs what is not in canonical form, by `aws-sigv4`.
    pub(super) fn sign_any(
        &self,
        request: &mut Request<Body>,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<(), SigningError> {
        let mut settings = SigningSettings::default();
        let declared = request.headers().get(CONTENT_HASH).and_then(|hash| hash.to_str().ok());
        let body = match declared {
            Some(hash) if self.rules == Rules::S3 => SignableBody::Precomputed(hash.to_owned()),
            _ => signable(request.body()),
        };
        if self.rules == Rules::Standard && request.body().as_bytes().is_none() {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let uri = self.url(request.uri())?;
        let (headers, _query) =
            self.instructions(request, &uri, body, credentials, now, settings)?.into_parts();
        for header in headers {
            let name = HeaderName::from_static(header.name());
            let value = if name == X_AMZ_DATE { value(header.value())? } else { secret(header.value())? };
            request.headers_mut().insert(name, value);
        }
        Ok(())
    }

    fn instructions(
        &self,
        request: &Request<Body>,
        uri: &Uri,
        body: SignableBody<'_>,
        credentials: &Credentials,
        now: Timestamp,
        mut settings: SigningSettings,
    ) -> Result<SigningInstructions, SigningError> {
        if self.rules == Rules::S3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        let identity = aws_credential_types::Credentials::new(
            &credentials.access_key_id,
            &credentials.secret_access_key,
            credentials.session_token.clone(),
            None,
            "void-core",
        )
        .into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(SystemTime::UNIX_EPOCH + now.since(Timestamp::UNIX_EPOCH))
            .settings(settings)
            .build()
            .map_err(SigningError::new)?
            .into();
        let headers: Vec<(&str, &str)> = request
            .headers()
            .iter()
            .map(|(name, value)| Ok((name.as_str(), value.to_str().map_err(SigningError::new)?)))
            .collect::<Result<_, SigningError>>()?;
        SignableRequest::new(request.method().as_str(), uri.to_string(), headers.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &params))
            .map(|output| output.into_parts().0)
            .map_err(SigningError::new)
    }

    /// The URL as it is signed.
    fn url(&self, uri: &Uri) -> Result<Uri, SigningError> {
        match self.rules {
            Rules::Standard => Ok(uri.clone()),
            Rules::S3 => s3_url(uri).ok_or_else(|| SigningError::new("its path can't be encoded")),
        }
    }

    /// `20150830/us-east-1/s3/aws4_request`
    fn scope(&self, date: &str) -> String {
        [&date[..8], "/", &self.region, "/", &self.service, "/aws4_request"].concat()
    }

    /// The `Authorization` header's value, and the signature in it.
    fn authorization(
        &self,
        canonical: &Canonical,
        credentials: &Credentials,
        date: &str,
        now: Timestamp,
    ) -> (String, Signature) {
        let scope = self.scope(date);
        let mut mac = self.day_key(&credentials.secret_access_key, now);
        mac.update(string_to_sign(date, &scope, &canonical.text).as_bytes());
        let mut authorization = [
            "AWS4-HMAC-SHA256 Credential=",
            &credentials.access_key_id,
            "/",
            &scope,
            ", SignedHeaders=",
            &canonical.signed_headers,
            ", Signature=",
        ]
        .concat();
        let signature: Signature = mac.finalize().into_bytes().into();
        hex::push(&mut authorization, &signature);
        (authorization, signature)
    }

    fn day_key(&self, secret: &str, now: Timestamp) -> Hmac<Sha256> {
        let day = now.as_secs() / (24 * 60 * 60);
        let mut cached = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cached) = &*cached
            && cached.day == day
            && cached.secret == secret
        {
            return cached.key.clone();
        }
        let time = SystemTime::UNIX_EPOCH + now.since(Timestamp::UNIX_EPOCH);
        let derived = v4::generate_signing_key(secret, time, &self.region, &self.service);
        let key = Hmac::<Sha256>::new_from_slice(derived.as_ref()).expect("HMAC takes a key of any length");
        *cached = Some(DayKey { day, secret: secret.to_owned(), key: key.clone() });
        key
    }
}

fn signable(body: &Body) -> SignableBody<'_> {
    body.as_bytes().map_or(SignableBody::UnsignedPayload, SignableBody::Bytes)
}

/// The signature at the end of the `Authorization` header.
fn signature_of(request: &Request<Body>) -> Result<Signature, SigningError> {
    let authorization = request.headers().get(header::AUTHORIZATION).map_or(&b""[..], HeaderValue::as_bytes);
    let hex = authorization.len().checked_sub(64).map(|start| &authorization[start..]);
    hex.and_then(from_hex).ok_or_else(|| SigningError::new("it has no signature"))
}

fn value(text: &str) -> Result<HeaderValue, SigningError> {
    HeaderValue::from_str(text).map_err(SigningError::new)
}

/// A header that does not show in `Debug`.
fn secret(text: &str) -> Result<HeaderValue, SigningError> {
    let mut value = value(text)?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Signer")
            .field("region", &self.region)
            .field("service", &self.service)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}
