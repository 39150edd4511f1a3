//! [`Signer`]: signs requests, in their headers or in their URL.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningInstructions,
        SigningSettings,
    },
    sign::v4,
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, HeaderValue, Request, Uri, header};
use sha2::Sha256;

use super::canonical::{Canonical, host, push_hex, string_to_sign};
use crate::{body::Body, clock::Timestamp, credentials::Credentials};

const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

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
    fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string() }
    }
}

impl Signer {
    /// Signs for `service` (`sqs`) in `region` (`eu-central-1`).
    pub fn new(region: impl Into<String>, service: impl Into<String>) -> Self {
        Self { region: region.into(), service: service.into(), key: Mutex::default() }
    }

    /// Signs `request` as sent at `now`: puts `Authorization`, `X-Amz-Date` and, for temporary credentials,
    /// `X-Amz-Security-Token` in its headers, in place of those that are there, and a `Host` where there is none.
    ///
    /// Every header is signed but `Authorization`, `User-Agent`, `Transfer-Encoding` and `X-Amzn-Trace-Id`. A body in
    /// memory is signed with its SHA-256; any other is declared unsigned (`X-Amz-Content-Sha256: UNSIGNED-PAYLOAD`).
    ///
    /// # Errors
    ///
    /// [`SigningError`] when the URL is not absolute, or a header or the session token is not text.
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
        match Canonical::of(request, &date, token) {
            Some(canonical) => {
                let authorization = self.authorization(&canonical, credentials, &date, now);
                let headers = request.headers_mut();
                headers.insert(X_AMZ_DATE, value(&date)?);
                headers.insert(header::AUTHORIZATION, secret(&authorization)?);
                if let Some(token) = token {
                    headers.insert(X_AMZ_SECURITY_TOKEN, secret(token)?);
                }
                Ok(())
            }
            None => self.sign_any(request, credentials, now),
        }
    }

    /// The URL of `request` with the signature in it, good for `expires_in` from `now`.
    ///
    /// Whoever sends it sends the same method and headers, and the same body where it is in memory; any other body is
    /// not signed.
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
        let instructions = self.instructions(request, credentials, now, settings)?;
        let mut url = Request::builder().uri(request.uri().clone()).body(()).map_err(SigningError::new)?;
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
        if request.body().as_bytes().is_none() {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let (headers, _query) = self.instructions(request, credentials, now, settings)?.into_parts();
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
        credentials: &Credentials,
        now: Timestamp,
        settings: SigningSettings,
    ) -> Result<SigningInstructions, SigningError> {
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
        let body = request.body().as_bytes().map_or(SignableBody::UnsignedPayload, SignableBody::Bytes);
        let uri = request.uri().to_string();
        SignableRequest::new(request.method().as_str(), uri, headers.into_iter(), body)
            .and_then(|request| aws_sigv4::http_request::sign(request, &params))
            .map(|output| output.into_parts().0)
            .map_err(SigningError::new)
    }

    /// The `Authorization` header's value.
    fn authorization(
        &self,
        canonical: &Canonical,
        credentials: &Credentials,
        date: &str,
        now: Timestamp,
    ) -> String {
        let day = &date[..8];
        let scope = [day, "/", &self.region, "/", &self.service, "/aws4_request"].concat();
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
        push_hex(&mut authorization, &mac.finalize().into_bytes());
        authorization
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
            .finish_non_exhaustive()
    }
}
