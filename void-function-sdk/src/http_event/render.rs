//! Writing a response for the gateway, in the payload version of its request, and reading it as the gateway does.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::{PayloadVersion, ResponseBody, VoidHttpRequest, VoidHttpResponse, encode::text, maps::Headers};
use crate::event::{DecodeError, EncodeError, Reply};

impl Reply<VoidHttpRequest> for VoidHttpResponse {
    fn encode(self, format: PayloadVersion) -> Result<Bytes, EncodeError> {
        Ok(self.to_payload(format))
    }
}

impl VoidHttpResponse {
    /// The payload that a gateway of `version` takes.
    #[must_use]
    pub fn to_payload(&self, version: PayloadVersion) -> Bytes {
        let (body, is_base64_encoded) = match &self.body {
            ResponseBody::Empty => (String::new(), false),
            ResponseBody::Text(text) => (text.clone(), false),
            ResponseBody::Binary(bytes) => (STANDARD.encode(bytes), true),
        };
        let by_version = match version {
            PayloadVersion::V1 => HeaderForm::MultiValue(&self.headers),
            PayloadVersion::V2 => HeaderForm::Joined(&self.headers),
        };
        let cookies = match version {
            PayloadVersion::V1 => Vec::new(),
            PayloadVersion::V2 => self.headers.get_all(header::SET_COOKIE).iter().map(text).collect(),
        };
        let (headers, multi_value_headers) = match version {
            PayloadVersion::V1 => (None, Some(by_version)),
            PayloadVersion::V2 => (Some(by_version), None),
        };
        let wire = WireOut {
            status_code: self.status_code.as_u16(),
            headers,
            multi_value_headers,
            cookies,
            body: &body,
            is_base64_encoded,
        };
        serde_json::to_vec(&wire).expect("texts and numbers are always JSON").into()
    }

    /// Reads what a function answered, as a gateway of `version` does.
    ///
    /// In version 2.0 an answer without `statusCode` is a body of its own: 200, `application/json`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the gateway would answer 502: no JSON, no status, a status or header that is not valid.
    pub fn from_payload(payload: &[u8], version: PayloadVersion) -> Result<Self, DecodeError> {
        let invalid = |message: String| DecodeError::new("an HTTP response", message);
        let value: Value = serde_json::from_slice(payload).map_err(|error| invalid(error.to_string()))?;
        let is_response = value.as_object().is_some_and(|object| object.contains_key("statusCode"));
        if version == PayloadVersion::V2 && !is_response {
            return Ok(bare(value));
        }
        let wire: WireIn = serde_json::from_value(value).map_err(|error| invalid(error.to_string()))?;
        wire.into_response().map_err(invalid)
    }
}

fn bare(value: Value) -> VoidHttpResponse {
    match value {
        Value::String(text) => {
            let mut response = VoidHttpResponse::json(StatusCode::OK, "");
            response.body = text.into();
            response
        }
        other => VoidHttpResponse::json(StatusCode::OK, &other),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireOut<'a> {
    status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<HeaderForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_value_headers: Option<HeaderForm<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<std::borrow::Cow<'a, str>>,
    body: &'a str,
    is_base64_encoded: bool,
}

enum HeaderForm<'a> {
    MultiValue(&'a HeaderMap),
    Joined(&'a HeaderMap),
}

impl Serialize for HeaderForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::MultiValue(headers) => serializer.collect_map(
                headers
                    .keys()
                    .map(|name| (name.as_str(), headers.get_all(name).iter().map(text).collect::<Vec<_>>())),
            ),
            Self::Joined(headers) => {
                let names = headers.keys().filter(|name| *name != header::SET_COOKIE);
                serializer.collect_map(names.map(|name| (name.as_str(), joined(headers, name))))
            }
        }
    }
}

fn joined(headers: &HeaderMap, name: &header::HeaderName) -> String {
    headers.get_all(name).iter().map(text).collect::<Vec<_>>().join(", ")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireIn {
    status_code: Value,
    headers: Option<BTreeMap<String, Value>>,
    multi_value_headers: Option<Headers<Vec<String>>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

impl WireIn {
    fn into_response(self) -> Result<VoidHttpResponse, String> {
        let mut headers = self.multi_value_headers.map_or_else(HeaderMap::new, Headers::into_map);
        for (name, value) in self.headers.unwrap_or_default() {
            let name: header::HeaderName =
                name.parse().map_err(|_invalid| format!("header {name:?} is not valid"))?;
            if !headers.contains_key(&name) {
                let value = scalar(&value).and_then(|text| HeaderValue::from_maybe_shared(text).ok());
                headers.insert(&name, value.ok_or_else(|| format!("header `{name}` is not valid"))?);
            }
        }
        for cookie in self.cookies.unwrap_or_default() {
            let cookie =
                HeaderValue::from_maybe_shared(cookie).map_err(|_invalid| "a cookie is not valid")?;
            headers.append(header::SET_COOKIE, cookie);
        }
        let body = match (self.body, self.is_base64_encoded) {
            (None, _) => ResponseBody::Empty,
            (Some(text), Some(true)) => {
                STANDARD.decode(text).map_err(|error| format!("the body is not Base64: {error}"))?.into()
            }
            (Some(text), _) => text.into(),
        };
        Ok(VoidHttpResponse { status_code: status(&self.status_code)?, headers, body })
    }
}

/// Gateways take a status as number or text.
fn status(value: &Value) -> Result<StatusCode, String> {
    let code = scalar(value).and_then(|text| text.parse::<u16>().ok());
    code.and_then(|code| StatusCode::from_u16(code).ok())
        .ok_or_else(|| format!("{value} is not an HTTP status"))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
