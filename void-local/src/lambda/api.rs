//! [`LambdaApi`]: what is called, by method and path, and who may call.

use std::sync::Arc;

use async_trait::async_trait;
use http::{HeaderValue, Method, Request, Response, StatusCode, request::Parts};
use serde_json::Value;
use void_core::{Body, Credentials, Transport, TransportError};

use super::{
    access::Access,
    delete_function::delete_function,
    get_function::get_function,
    get_function_configuration::get_function_configuration,
    invoke::{invoke, read_payload},
    list_event_source_mappings::{self, list_event_source_mappings},
    list_functions::{self, list_functions},
    name::FunctionName,
    page::Page,
    refusal::Refused,
};
use crate::{answer, routing::segments, served::Functions};

pub(super) const FUNCTIONS: &str = "/2015-03-31/functions";
pub(super) const MAPPINGS: &str = "/2015-03-31/event-source-mappings";

/// Whether a path is the Lambda API's.
pub(crate) fn is_lambda(path: &str) -> bool {
    let is_below =
        |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_below(FUNCTIONS) || is_below(MAPPINGS)
}

/// Answers calls of the Lambda API.
#[derive(Debug)]
pub(crate) struct LambdaApi {
    functions: Arc<Functions>,
    access: Access,
}

impl LambdaApi {
    /// With `owner`, requests must be signed by it.
    pub(crate) fn new(functions: Arc<Functions>, owner: Option<Credentials>) -> Self {
        Self { functions, access: Access::new(owner) }
    }

    async fn answer(&self, parts: &Parts, body: Body, request_id: String) -> Result<Response<Body>, Refused> {
        let body = read_payload(body).await?;
        self.access.check(&self.functions, parts, &body)?;
        let query: Vec<(String, String)> =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let parameter =
            |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let page = |limit| Page::read(parameter("Marker"), parameter("MaxItems"), limit);
        let path = parts.uri.path();
        if path.starts_with(MAPPINGS) {
            if parts.method != Method::GET || path.trim_end_matches('/') != MAPPINGS {
                return Err(unknown());
            }
            let name = parameter("FunctionName").map(FunctionName::parse).transpose()?;
            let page = page(list_event_source_mappings::MOST)?;
            let source = parameter("EventSourceArn");
            return Ok(json(&list_event_source_mappings(&self.functions, name.as_ref(), source, page)?));
        }
        let path = segments(path[FUNCTIONS.len()..].trim_matches('/'));
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let name =
            |name: &str| FunctionName::parse(name)?.qualified(parameter("Qualifier").map(ToOwned::to_owned));
        match (&parts.method, path.as_slice()) {
            (&Method::GET, []) => Ok(json(&list_functions(&self.functions, page(list_functions::MOST)?))),
            (&Method::POST, [function, "invocations"]) => {
                invoke(&self.functions, &name(function)?, &parts.headers, body, request_id).await
            }
            (&Method::GET, [function]) => Ok(json(&get_function(&self.functions, &name(function)?)?)),
            (&Method::GET, [function, "configuration"]) => {
                Ok(json(&get_function_configuration(&self.functions, &name(function)?)?))
            }
            (&Method::DELETE, [function]) => {
                delete_function(&self.functions, &name(function)?).await?;
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                Ok(response)
            }
            _ => Err(unknown()),
        }
    }
}

#[async_trait]
impl Transport for LambdaApi {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let request_id = self.functions.cloud().random().uuid();
        let answer = self.answer(&parts, body, request_id.clone()).await;
        let mut response = answer.unwrap_or_else(Refused::into_response);
        if let Ok(request_id) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert("x-amzn-requestid", request_id);
        }
        Ok(response)
    }
}

fn unknown() -> Refused {
    Refused::new(StatusCode::NOT_FOUND, "UnknownOperationException", "there is no such call here")
}

fn json(value: &Value) -> Response<Body> {
    answer::json(StatusCode::OK, value)
}
