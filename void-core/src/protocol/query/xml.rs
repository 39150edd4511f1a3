//! The response side: results and errors as XML.

use http::{HeaderValue, Response, header};
use serde::Serialize;
use serde_json::Value;

use super::{Member, Operation, Shape};
use crate::{body::Body, clock::Timestamp, protocol::server::ServerError};

/// Writes the result of `operation` with status 200; `namespace` is the service's: `http://queue.amazonaws.com/doc/2012-11-05/`.
#[must_use]
pub fn success<T: Serialize>(
    namespace: &str,
    operation: &Operation,
    output: &T,
    request_id: &str,
    now: Timestamp,
) -> Response<Body> {
    let output = match serde_json::to_value(output) {
        Ok(output) => output,
        Err(error) => {
            return failure(namespace, &ServerError::internal(error.to_string()), request_id, now);
        }
    };
    let name = operation.name;
    let mut xml = Xml::new();
    xml.raw(&format!("<{name}Response xmlns=\"{namespace}\">"));
    if let Some(members) = operation.output {
        xml.element(&format!("{name}Result"), |xml| xml.structure(members, &output));
    }
    xml.element("ResponseMetadata", |xml| xml.element("RequestId", |xml| xml.text(request_id)));
    xml.raw(&format!("</{name}Response>"));
    xml.respond(request_id, now)
}

/// Writes an error, with its status and the query protocol's code.
#[must_use]
pub fn failure(namespace: &str, error: &ServerError, request_id: &str, now: Timestamp) -> Response<Body> {
    let mut xml = Xml::new();
    xml.raw(&format!("<ErrorResponse xmlns=\"{namespace}\">"));
    xml.element("Error", |xml| {
        xml.element("Type", |xml| xml.text(error.side().as_str()));
        xml.element("Code", |xml| xml.text(error.query_code()));
        xml.element("Message", |xml| xml.text(error.message()));
        xml.raw("<Detail/>");
    });
    xml.element("RequestId", |xml| xml.text(request_id));
    xml.raw("</ErrorResponse>");
    let mut response = xml.respond(request_id, now);
    *response.status_mut() = error.status();
    response
}

struct Xml(String);

impl Xml {
    fn new() -> Self {
        Self("<?xml version=\"1.0\"?>".to_owned())
    }

    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.raw(&format!("<{name}>"));
        content(self);
        self.raw(&format!("</{name}>"));
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                // A parser would make a line feed of it.
                '\r' => self.raw("&#xD;"),
                _ => self.0.push(character),
            }
        }
    }

    fn structure(&mut self, members: &[Member], value: &Value) {
        for member in members {
            if let Some(value) = value.get(member.name).filter(|value| !value.is_null()) {
                self.member(member.wire_name, &member.shape, value);
            }
        }
    }

    fn member(&mut self, name: &str, shape: &Shape, value: &Value) {
        match shape {
            Shape::Text | Shape::Url | Shape::Integer | Shape::Boolean => {
                self.element(name, |xml| xml.scalar(value));
            }
            Shape::Structure(members) => self.element(name, |xml| xml.structure(members, value)),
            Shape::List(item) => {
                for value in value.as_array().into_iter().flatten() {
                    self.member(name, item, value);
                }
            }
            Shape::Map { key: key_name, value: shape } => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    self.element(name, |xml| {
                        xml.element(key_name, |xml| xml.text(key));
                        xml.member("Value", shape, value);
                    });
                }
            }
        }
    }

    fn scalar(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            other => self.text(&other.to_string()),
        }
    }

    fn respond(self, request_id: &str, now: Timestamp) -> Response<Body> {
        let mut response = Response::new(Body::from(self.0));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"));
        if let Ok(request_id) = HeaderValue::from_str(request_id) {
            headers.insert("x-amzn-requestid", request_id);
        }
        if let Ok(date) = HeaderValue::try_from(now.to_http_date()) {
            headers.insert(header::DATE, date);
        }
        response
    }
}
