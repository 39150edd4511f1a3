//! [`Claim`]: what a request says about its own signature, in its `Authorization` header or its query string.

use std::time::Duration;

use http::{HeaderMap, header, request::Parts};

use super::VerifyError;
use crate::{clock::Timestamp, signing::canonical::from_hex};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The longest that a presigned URL may be valid: seven days.
const EXPIRES_LIMIT_SECS: u64 = 604_800;

/// The parts of a signature, parsed and not yet believed.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) access_key_id: String,
    /// `20150830/us-east-1/sqs/aws4_request`
    pub(super) scope: String,
    pub(super) date: String,
    pub(super) region: String,
    pub(super) service: String,
    /// As it was sent: `20150830T123600Z`.
    pub(super) signed_at_text: String,
    pub(super) signed_at: Timestamp,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: [u8; 32],
    pub(super) session_token: Option<String>,
    /// How long a presigned URL is valid; `None` where the signature is in the header.
    pub(super) expires_in: Option<Duration>,
}

impl Claim {
    pub(super) fn read(parts: &Parts) -> Result<Self, VerifyError> {
        let query = parts.uri.query().unwrap_or_default();
        let presigned = form_urlencoded::parse(query.as_bytes())
            .any(|(name, _)| name == "X-Amz-Algorithm" || name == "X-Amz-Signature");
        match (single(&parts.headers, header::AUTHORIZATION.as_str())?, presigned) {
            (Some(_), true) => Err(incomplete("Only one way to authenticate is allowed.")),
            (Some(authorization), false) => Self::from_header(authorization, &parts.headers),
            (None, true) => Self::from_query(query),
            (None, false) => Err(VerifyError::Missing),
        }
    }

    fn from_header(authorization: &str, headers: &HeaderMap) -> Result<Self, VerifyError> {
        let (algorithm, fields) = authorization.split_once(' ').unwrap_or((authorization, ""));
        check_algorithm(algorithm)?;
        let mut found = Fields::default();
        for field in fields.split(',') {
            let (name, value) = field
                .split_once('=')
                .ok_or_else(|| incomplete("The Authorization header is not a list of key=value pairs."))?;
            found.set(name.trim(), value.trim())?;
        }
        let amz_date = single(headers, "x-amz-date")?;
        let date = amz_date.map(|text| (text, Timestamp::parse_amz_date(text)));
        let date = match date {
            Some(date) => Some(date),
            None => single(headers, header::DATE.as_str())?.map(|text| (text, parse_any_date(text))),
        };
        let (text, signed_at) =
            date.ok_or_else(|| incomplete("The request needs a header 'X-Amz-Date' or 'Date'."))?;
        let signed_at = signed_at.ok_or_else(|| incomplete("The request's date is malformed."))?;
        found.session_token = single(headers, "x-amz-security-token")?.map(str::to_owned);
        found.finish(&signed_at.to_amz_date(), signed_at, text, None)
    }

    fn from_query(query: &str) -> Result<Self, VerifyError> {
        let mut found = Fields::default();
        let (mut algorithm, mut date, mut expires) = (None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "X-Amz-Algorithm" => set_once(&mut algorithm, &name, &value)?,
                "X-Amz-Date" => set_once(&mut date, &name, &value)?,
                "X-Amz-Expires" => set_once(&mut expires, &name, &value)?,
                "X-Amz-Security-Token" => set_once(&mut found.session_token, &name, &value)?,
                "X-Amz-Credential" => found.set("Credential", &value)?,
                "X-Amz-SignedHeaders" => found.set("SignedHeaders", &value)?,
                "X-Amz-Signature" => found.set("Signature", &value)?,
                _ => {}
            }
        }
        check_algorithm(&algorithm.unwrap_or_default())?;
        let date = date.ok_or_else(|| incomplete("The query string needs a parameter 'X-Amz-Date'."))?;
        let signed_at =
            Timestamp::parse_amz_date(&date).ok_or_else(|| incomplete("'X-Amz-Date' is malformed."))?;
        let expires = expires
            .and_then(|text| text.parse().ok())
            .filter(|seconds| (1..=EXPIRES_LIMIT_SECS).contains(seconds))
            .ok_or_else(|| incomplete("'X-Amz-Expires' must be from 1 to 604800 seconds."))?;
        found.finish(&date, signed_at, &date, Some(Duration::from_secs(expires)))
    }

    pub(super) fn from_policy(policy: &PolicyClaim<'_>) -> Result<Self, VerifyError> {
        check_algorithm(policy.algorithm)?;
        let signed_at =
            Timestamp::parse_amz_date(policy.date).ok_or_else(|| incomplete("'X-Amz-Date' is malformed."))?;
        let found = Fields {
            credential: Some(policy.credential.to_owned()),
            signed_headers: Some(String::new()),
            signature: Some(policy.signature.to_owned()),
            session_token: policy.session_token.map(str::to_owned),
        };
        found.finish(policy.date, signed_at, policy.date, Some(Duration::from_secs(EXPIRES_LIMIT_SECS)))
    }
}

/// What the form that a browser posts says about its policy's signature.
#[derive(Clone, Copy, Debug)]
pub struct PolicyClaim<'form> {
    /// The policy, in base64 as it was sent.
    pub policy_base64: &'form str,
    /// `x-amz-algorithm`
    pub algorithm: &'form str,
    /// `x-amz-credential`
    pub credential: &'form str,
    /// `x-amz-date`
    pub date: &'form str,
    /// `x-amz-signature`
    pub signature: &'form str,
    /// `x-amz-security-token`
    pub session_token: Option<&'form str>,
}

/// What both places have in common.
#[derive(Debug, Default)]
struct Fields {
    credential: Option<String>,
    signed_headers: Option<String>,
    signature: Option<String>,
    session_token: Option<String>,
}

impl Fields {
    fn set(&mut self, name: &str, value: &str) -> Result<(), VerifyError> {
        let field = match name {
            "Credential" => &mut self.credential,
            "SignedHeaders" => &mut self.signed_headers,
            "Signature" => &mut self.signature,
            _ => return Err(incomplete(format!("The Authorization header has an unknown key '{name}'."))),
        };
        set_once(field, name, value)
    }

    fn finish(
        self,
        amz_date: &str,
        signed_at: Timestamp,
        signed_at_text: &str,
        expires_in: Option<Duration>,
    ) -> Result<Claim, VerifyError> {
        let needed = |field: Option<String>, name: &str| {
            field.ok_or_else(|| incomplete(format!("The signature needs its part '{name}'.")))
        };
        let credential = needed(self.credential, "Credential")?;
        let signed_headers = needed(self.signed_headers, "SignedHeaders")?;
        let signature = needed(self.signature, "Signature")?;
        let (access_key_id, scope) = credential
            .split_once('/')
            .ok_or_else(|| incomplete("Credential must be key/date/region/service/aws4_request."))?;
        let mut labels = scope.split('/');
        let (Some(date), Some(region), Some(service), Some("aws4_request"), None) =
            (labels.next(), labels.next(), labels.next(), labels.next(), labels.next())
        else {
            return Err(incomplete("Credential must be key/date/region/service/aws4_request."));
        };
        if !amz_date.starts_with(date) || date.len() != 8 {
            return Err(VerifyError::Mismatch(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                 '{date}' != '{}', from '{signed_at_text}'.",
                amz_date.get(..8).unwrap_or_default(),
            )));
        }
        Ok(Claim {
            access_key_id: access_key_id.to_owned(),
            scope: scope.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_at_text: amz_date.to_owned(),
            signed_at,
            signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
            signature: parse_signature(&signature)?,
            session_token: self.session_token,
            expires_in,
        })
    }
}

fn set_once(field: &mut Option<String>, name: &str, value: &str) -> Result<(), VerifyError> {
    match field.replace(value.to_owned()) {
        None => Ok(()),
        Some(_) => Err(incomplete(format!("The signature has its part '{name}' twice."))),
    }
}

fn check_algorithm(algorithm: &str) -> Result<(), VerifyError> {
    if algorithm == ALGORITHM {
        Ok(())
    } else {
        Err(incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'.")))
    }
}

/// `Date` may hold either form.
fn parse_any_date(text: &str) -> Option<Timestamp> {
    Timestamp::parse_amz_date(text).or_else(|| Timestamp::parse_http_date(text))
}

/// A header that decides who calls may be there only once.
fn single<'headers>(headers: &'headers HeaderMap, name: &str) -> Result<Option<&'headers str>, VerifyError> {
    let mut values = headers.get_all(name).iter();
    let (value, another) = (values.next(), values.next());
    if another.is_some() {
        return Err(incomplete(format!("The header '{name}' is there twice.")));
    }
    value
        .map(|value| value.to_str().map_err(|_| incomplete(format!("The header '{name}' is not text."))))
        .transpose()
}

/// Lower case only: that is the form of a signature.
pub(super) fn parse_signature(hex: &str) -> Result<[u8; 32], VerifyError> {
    from_hex(hex.as_bytes()).ok_or_else(VerifyError::does_not_match)
}

pub(super) fn incomplete(message: impl Into<String>) -> VerifyError {
    VerifyError::Incomplete(message.into())
}
