//! Writing a request as a gateway would: what a local gateway hands to a function.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value, json};
use void_core::Timestamp;

use super::{PayloadVersion, VoidHttpRequest};

impl VoidHttpRequest {
    /// The payload that a gateway of this request's [`version`](Self::version) hands to a function.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        let payload = match self.version {
            PayloadVersion::V1 => self.v1(),
            PayloadVersion::V2 => self.v2(),
        };
        payload.to_string().into()
    }

    fn v1(&self) -> Value {
        let context = &self.request_context;
        let (body, is_base64) = self.encoded_body();
        let mut queries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &self.query {
            queries.entry(name).or_default().push(value);
        }
        let last: BTreeMap<_, _> = queries.iter().map(|(name, values)| (name, values.last())).collect();
        json!({
            "version": "1.0",
            "resource": context.route,
            "path": self.path,
            "httpMethod": self.method.as_str(),
            "headers": single_headers(&self.headers, |values| values.last().map(ToString::to_string)),
            "multiValueHeaders": multi_headers(&self.headers),
            "queryStringParameters": or_null(json!(last), queries.is_empty()),
            "multiValueQueryStringParameters": or_null(json!(queries), queries.is_empty()),
            "pathParameters": or_null(json!(self.path_parameters), self.path_parameters.is_empty()),
            "stageVariables": or_null(json!(self.stage_variables), self.stage_variables.is_empty()),
            "requestContext": {
                "accountId": context.account_id,
                "apiId": context.api_id,
                "authorizer": context.authorizer,
                "domainName": context.domain_name,
                "httpMethod": self.method.as_str(),
                "identity": { "sourceIp": context.source_ip, "userAgent": context.user_agent },
                "path": self.path,
                "protocol": context.protocol,
                "requestId": context.request_id,
                "requestTimeEpoch": context.time.map(Timestamp::as_millis),
                "resourcePath": context.route,
                "stage": context.stage,
            },
            "body": body,
            "isBase64Encoded": is_base64,
        })
    }

    fn v2(&self) -> Value {
        let context = &self.request_context;
        let (body, is_base64) = self.encoded_body();
        let raw_path = self.path_with_stage();
        let mut headers = self.headers.clone();
        headers.remove(header::COOKIE);
        let mut payload = json!({
            "version": "2.0",
            "routeKey": context.route,
            "rawPath": raw_path,
            "rawQueryString": self.query_string(),
            "headers": single_headers(&headers, |values| Some(values.join(","))),
            "requestContext": {
                "accountId": context.account_id,
                "apiId": context.api_id,
                "domainName": context.domain_name,
                "http": {
                    "method": self.method.as_str(),
                    "path": raw_path,
                    "protocol": context.protocol,
                    "sourceIp": context.source_ip,
                    "userAgent": context.user_agent,
                },
                "requestId": context.request_id,
                "routeKey": context.route,
                "stage": context.stage,
                "timeEpoch": context.time.map(Timestamp::as_millis),
            },
            "isBase64Encoded": is_base64,
        });
        // Payload 2.0 leaves out what there is none of.
        let cookies = self.cookie_texts();
        let mut queries: BTreeMap<&str, String> = BTreeMap::new();
        for (name, value) in &self.query {
            queries.entry(name).and_modify(|all| all.extend([",", value])).or_insert_with(|| value.clone());
        }
        set(&mut payload, "cookies", json!(cookies), cookies.is_empty());
        set(&mut payload, "queryStringParameters", json!(queries), queries.is_empty());
        set(&mut payload, "pathParameters", json!(self.path_parameters), self.path_parameters.is_empty());
        set(&mut payload, "stageVariables", json!(self.stage_variables), self.stage_variables.is_empty());
        set(&mut payload, "body", json!(body), body.is_none());
        let authorizer = json!(context.authorizer);
        set(&mut payload["requestContext"], "authorizer", authorizer, context.authorizer.is_none());
        payload
    }

    /// Each cookie as it was sent, with or without a name.
    fn cookie_texts(&self) -> Vec<String> {
        let headers = self.headers.get_all(header::COOKIE).iter().map(text);
        let mut cookies = Vec::new();
        for header in headers {
            let texts = header.split(';').map(str::trim).filter(|cookie| !cookie.is_empty());
            cookies.extend(texts.map(str::to_owned));
        }
        cookies
    }

    fn encoded_body(&self) -> (Option<String>, bool) {
        match &self.body {
            None => (None, false),
            Some(body) => match std::str::from_utf8(body) {
                Ok(text) => (Some(text.to_owned()), false),
                Err(_binary) => (Some(STANDARD.encode(body)), true),
            },
        }
    }

    fn path_with_stage(&self) -> String {
        match self.request_context.stage.as_str() {
            "" | "$default" => self.path.clone(),
            stage => format!("/{stage}{}", self.path),
        }
    }
}

fn set(object: &mut Value, name: &str, value: Value, left_out: bool) {
    if !left_out {
        object[name] = value;
    }
}

fn or_null(value: Value, null: bool) -> Value {
    if null { Value::Null } else { value }
}

/// A header's value as JSON text; bytes that are not UTF-8 are replaced.
pub(super) fn text(value: &HeaderValue) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

fn single_headers(
    headers: &HeaderMap,
    pick: impl Fn(Vec<std::borrow::Cow<'_, str>>) -> Option<String>,
) -> Value {
    let single = |name: &http::HeaderName| {
        let value = pick(headers.get_all(name).iter().map(text).collect())?;
        Some((name.to_string(), Value::String(value)))
    };
    Value::Object(headers.keys().filter_map(single).collect::<Map<_, _>>())
}

fn multi_headers(headers: &HeaderMap) -> Value {
    let multi = |name: &http::HeaderName| {
        (name.to_string(), headers.get_all(name).iter().map(text).collect::<Value>())
    };
    Value::Object(headers.keys().map(multi).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use http::header;

    use crate::{Event, VoidHttpRequest};

    #[test]
    fn a_cookie_without_a_name_is_not_lost() {
        let request = VoidHttpRequest::get("/").header("cookie", "a=1; nameless").build();
        let again = VoidHttpRequest::decode(&request.to_payload()).unwrap();
        assert_eq!(again.headers[header::COOKIE], "a=1; nameless");
    }

    #[test]
    fn a_path_without_a_slash_stays_apart_from_the_stage() {
        let payload = br#"{"version":"2.0","rawPath":"orders/7","requestContext":{"stage":"prod","http":{"method":"GET"}}}"#;
        let request = VoidHttpRequest::decode(payload).unwrap();
        let again = VoidHttpRequest::decode(&request.to_payload()).unwrap();
        assert_eq!((&*request.path, &*again.path), ("/orders/7", "/orders/7"));
    }
}
