//! Reading a gateway's payload, of either version.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Deserialize;
use serde_json::value::RawValue;
use void_core::Timestamp;

use super::{
    PayloadVersion, RequestContext, VoidHttpRequest,
    maps::{Headers, Pairs},
};
use crate::{
    event::{DecodeError, Event},
    json_path,
};

impl Event for VoidHttpRequest {
    type ReplyFormat = PayloadVersion;

    const NAME: &'static str = "an HTTP request";

    fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        let wire: Wire = json_path::from_slice(payload)
            .map_err(|error| DecodeError::new(Self::NAME, error.to_string()))?;
        wire.into_request().map_err(|message| DecodeError::new(Self::NAME, message))
    }

    fn reply_format(&self) -> PayloadVersion {
        self.version
    }
}

/// The fields of both versions: they have few in common, and none with two meanings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    version: Option<String>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
    headers: Option<Headers<String>>,
    path_parameters: Option<BTreeMap<String, String>>,
    stage_variables: Option<BTreeMap<String, String>>,
    query_string_parameters: Option<Pairs<String>>,
    request_context: Option<WireContext>,
    // 1.0
    http_method: Option<String>,
    path: Option<String>,
    resource: Option<String>,
    multi_value_headers: Option<Headers<Vec<String>>>,
    multi_value_query_string_parameters: Option<Pairs<Vec<String>>>,
    // 2.0
    raw_path: Option<String>,
    raw_query_string: Option<String>,
    route_key: Option<String>,
    cookies: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireContext {
    request_id: Option<String>,
    account_id: Option<String>,
    api_id: Option<String>,
    domain_name: Option<String>,
    stage: Option<String>,
    authorizer: Option<Box<RawValue>>,
    // 1.0
    protocol: Option<String>,
    identity: Option<WireCaller>,
    request_time_epoch: Option<u64>,
    // 2.0
    http: Option<WireHttp>,
    time_epoch: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireCaller {
    source_ip: Option<String>,
    user_agent: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireHttp {
    method: Option<String>,
    protocol: Option<String>,
    source_ip: Option<String>,
    user_agent: Option<String>,
}

impl Wire {
    fn into_request(mut self) -> Result<VoidHttpRequest, String> {
        let body = body(self.body.take(), self.is_base64_encoded)?;
        let version = match self.version.as_deref() {
            Some("2.0") => PayloadVersion::V2,
            Some("1.0") => PayloadVersion::V1,
            Some(other) => return Err(format!("payload version {other:?} is not known")),
            None if self.http_method.is_some() => PayloadVersion::V1,
            None => return Err("it has neither `version` nor `httpMethod`".to_owned()),
        };
        match version {
            PayloadVersion::V1 => self.into_v1(body),
            PayloadVersion::V2 => self.into_v2(body),
        }
    }

    fn into_v1(self, body: Option<Bytes>) -> Result<VoidHttpRequest, String> {
        let context = self.request_context.unwrap_or_default();
        let caller = context.identity.unwrap_or_default();
        Ok(VoidHttpRequest {
            method: method(self.http_method, "httpMethod")?,
            path: self.path.ok_or("it has no `path`")?,
            query: match (self.multi_value_query_string_parameters, self.query_string_parameters) {
                (Some(pairs), _) => pairs.into_vec(),
                (None, Some(pairs)) => pairs.into_vec(),
                (None, None) => Vec::new(),
            },
            headers: match (self.multi_value_headers, self.headers) {
                (Some(headers), _) => headers.into_map(),
                (None, Some(headers)) => headers.into_map(),
                (None, None) => HeaderMap::new(),
            },
            path_parameters: self.path_parameters.unwrap_or_default(),
            stage_variables: self.stage_variables.unwrap_or_default(),
            body,
            request_context: RequestContext {
                request_id: context.request_id.unwrap_or_default(),
                account_id: context.account_id.unwrap_or_default(),
                api_id: context.api_id.unwrap_or_default(),
                domain_name: context.domain_name.unwrap_or_default(),
                stage: context.stage.unwrap_or_default(),
                route: self.resource.unwrap_or_default(),
                protocol: context.protocol.unwrap_or_default(),
                source_ip: caller.source_ip.unwrap_or_default(),
                user_agent: caller.user_agent.unwrap_or_default(),
                time: context.request_time_epoch.map(Timestamp::from_millis),
                authorizer: context.authorizer,
            },
            version: PayloadVersion::V1,
        })
    }

    fn into_v2(self, body: Option<Bytes>) -> Result<VoidHttpRequest, String> {
        let context = self.request_context.ok_or("it has no `requestContext`")?;
        let http = context.http.unwrap_or_default();
        let stage = context.stage.unwrap_or_default();
        Ok(VoidHttpRequest {
            method: method(http.method, "requestContext.http.method")?,
            path: without_stage(self.raw_path.ok_or("it has no `rawPath`")?, &stage),
            query: match (self.raw_query_string, self.query_string_parameters) {
                (Some(text), _) => form_urlencoded::parse(text.as_bytes()).into_owned().collect(),
                (None, Some(pairs)) => pairs.into_vec(),
                (None, None) => Vec::new(),
            },
            headers: with_cookies(self.headers.map(Headers::into_map), self.cookies)?,
            path_parameters: self.path_parameters.unwrap_or_default(),
            stage_variables: self.stage_variables.unwrap_or_default(),
            body,
            request_context: RequestContext {
                request_id: context.request_id.unwrap_or_default(),
                account_id: context.account_id.unwrap_or_default(),
                api_id: context.api_id.unwrap_or_default(),
                domain_name: context.domain_name.unwrap_or_default(),
                stage,
                route: self.route_key.unwrap_or_default(),
                protocol: http.protocol.unwrap_or_default(),
                source_ip: http.source_ip.unwrap_or_default(),
                user_agent: http.user_agent.unwrap_or_default(),
                time: context.time_epoch.map(Timestamp::from_millis),
                authorizer: context.authorizer,
            },
            version: PayloadVersion::V2,
        })
    }
}

fn method(name: Option<String>, field: &str) -> Result<Method, String> {
    let name = name.ok_or_else(|| format!("it has no `{field}`"))?;
    Method::from_bytes(name.as_bytes()).map_err(|_invalid| format!("{name:?} is not an HTTP method"))
}

fn body(text: Option<String>, is_base64: Option<bool>) -> Result<Option<Bytes>, String> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    if is_base64 != Some(true) {
        return Ok(Some(text.into()));
    }
    let bytes = STANDARD.decode(text).map_err(|error| format!("the body is not Base64: {error}"))?;
    Ok(Some(Bytes::from(bytes)).filter(|body| !body.is_empty()))
}

/// In payload 2.0 the path starts with the stage's name, unless the stage is the default one. A path that lacks its first
/// slash gets it: written back behind a stage's name, it would be part of that.
fn without_stage(mut path: String, stage: &str) -> String {
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    if stage.is_empty() || stage == "$default" {
        return path;
    }
    match path.strip_prefix('/').and_then(|rest| rest.strip_prefix(stage)) {
        Some("") => "/".to_owned(),
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => path,
    }
}

fn with_cookies(headers: Option<HeaderMap>, cookies: Option<Vec<String>>) -> Result<HeaderMap, String> {
    let mut headers = headers.unwrap_or_default();
    if let Some(cookies) = cookies.filter(|cookies| !cookies.is_empty()) {
        let value =
            HeaderValue::from_maybe_shared(cookies.join("; ")).map_err(|_invalid| "a cookie is not valid")?;
        headers.insert(header::COOKIE, value);
    }
    Ok(headers)
}
