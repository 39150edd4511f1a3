//! [`LocalCloud::http`]: the gateway.

use std::{sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use void_core::TraceContext;
use void_function_sdk::{InvocationErrorKind, PayloadVersion, VoidHttpRequest, VoidHttpResponse};

use super::{
    LocalCloud, cors,
    request::Answer,
    state::{Deployed, State},
};
use crate::{
    error::{Error, ErrorKind},
    manifest::Cors,
    routing::Match,
    timeline::{Subject, TimelineEvent, Trigger},
};

const TRACE_HEADER: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Where a request goes.
enum Destination {
    Function { function: Arc<Deployed>, request: Box<VoidHttpRequest>, cors: Option<Cors> },
    Nowhere(VoidHttpResponse),
}

impl LocalCloud {
    /// Sends a request to the function whose route it matches, and gives its answer.
    ///
    /// | status | when |
    /// |---|---|
    /// | 204 | a preflight asks for a route with `cors` |
    /// | 404 | no route has the path |
    /// | 405 | none of the routes with this path has the method; `Allow` names the methods that they have |
    /// | 413 | the body is larger than 6 MiB (or what the builder says) |
    /// | 502 | the function failed, panicked, or answered what is no HTTP response |
    /// | 504 | it was not done at its deadline |
    ///
    /// Messages that the function sends wait in their queues until the cloud [settles](Self::settle) or time is
    /// [advanced](Self::advance).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] for a path that does not begin with `/`.
    pub async fn http(&self, request: VoidHttpRequest) -> Result<VoidHttpResponse, Error> {
        if !request.path.starts_with('/') {
            let message = format!("its path `{}` does not begin with `/`", request.path);
            return Err(ErrorKind::InvalidRequest(message).into());
        }
        match self.destination(request) {
            Destination::Function { function, request, cors } => {
                let origin = request.header(header::ORIGIN.as_str()).map(str::to_owned);
                let mut response = self.exchange(&function, *request).await;
                if let Some(cors) = cors {
                    cors::mark(&cors, origin.as_deref(), &mut response);
                }
                Ok(response)
            }
            Destination::Nowhere(response) => Ok(response),
        }
    }

    fn destination(&self, mut request: VoidHttpRequest) -> Destination {
        let (method, path) = (request.method.to_string(), request.path.clone());
        let refused = |response: VoidHttpResponse| {
            let status = response.status_code.as_u16();
            let event = TimelineEvent::Refused { method: method.clone(), path: path.clone(), status };
            self.inner.log.write(Subject::default(), event);
            Destination::Nowhere(response)
        };
        let state = self.state();
        if let Some(asked) = cors::asked_method(&request)
            && let Some(response) = preflight(&state, &request, &asked)
        {
            return Destination::Nowhere(response);
        }
        let (name, route, pattern) = match state.router.find(&request.method, &request.path) {
            Match::Found { target, pattern, parameters } => {
                request.path_parameters = parameters.into_iter().collect();
                (target.clone(), format!("{method} {pattern}"), pattern.clone())
            }
            Match::MethodNotAllowed { allowed } => {
                let allowed: Vec<&str> = allowed.iter().map(http::Method::as_str).collect();
                let response = message(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
                return refused(response.header(header::ALLOW.as_str(), &allowed.join(", ")));
            }
            Match::NotFound => return refused(message(StatusCode::NOT_FOUND, "Not Found")),
        };
        if request.body.as_ref().is_some_and(|body| body.len() > self.inner.settings.max_body_bytes) {
            return refused(message(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long"));
        }
        request.request_context.route = route;
        let function =
            Arc::clone(state.functions.get(&name).expect("a route leads to a function that is deployed"));
        let cors = cors::rules_of(&function.manifest, &pattern, &request.method).0.cloned();
        Destination::Function { function, request: Box::new(request), cors }
    }

    async fn exchange(&self, function: &Arc<Deployed>, mut request: VoidHttpRequest) -> VoidHttpResponse {
        let settings = &self.inner.settings;
        let trigger = Trigger::Http { method: request.method.to_string(), path: request.path.clone() };
        let trace = request
            .header(TRACE_HEADER.as_str())
            .and_then(TraceContext::parse)
            .unwrap_or_else(|| TraceContext::new_root(&settings.random, self.now()))
            .child(&settings.random);
        let version = request.version;
        if let Ok(value) = HeaderValue::from_str(&trace.to_string()) {
            request.headers.insert(TRACE_HEADER, value);
        }
        request.request_context.time.get_or_insert(self.now());
        let invocation = self.invoke_now(function, trace, None, trigger, |request_id| {
            request_id.clone_into(&mut request.request_context.request_id);
            request.to_payload()
        });
        let (invocation, answer) = self.finish(invocation).await;
        let (response, event) = respond(&answer, version, invocation.duration());
        self.inner.log.write(invocation.subject, event);
        response
    }
}

/// Answers a preflight where the route that it asks for has rules, and no route of the method OPTIONS answers itself.
fn preflight(state: &State, request: &VoidHttpRequest, asked: &Method) -> Option<VoidHttpResponse> {
    let rules = |method: &Method| match state.router.find(method, &request.path) {
        Match::Found { target, pattern, .. } => {
            Some(cors::rules_of(&state.functions.get(target)?.manifest, pattern, method))
        }
        Match::MethodNotAllowed { .. } | Match::NotFound => None,
    };
    if rules(&Method::OPTIONS).is_some_and(|(_, is_named)| is_named) {
        return None;
    }
    Some(cors::preflight(rules(asked)?.0?, request, asked))
}

/// What the gateway makes of a function's answer.
fn respond(
    answer: &Answer,
    version: PayloadVersion,
    duration: Duration,
) -> (VoidHttpResponse, TimelineEvent) {
    let (kind, error_type, text) = match answer {
        Ok(payload) => match VoidHttpResponse::from_payload(payload, version) {
            Ok(response) => {
                let status = Some(response.status_code.as_u16());
                return (response, TimelineEvent::Returned { duration, status, failed_records: None });
            }
            Err(error) => (InvocationErrorKind::InvalidReply, "Void.InvalidReply", error.to_string()),
        },
        Err(error) => (error.kind(), error.error_type(), error.message().to_owned()),
    };
    let response = match kind {
        InvocationErrorKind::TimedOut => message(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out"),
        _ => message(StatusCode::BAD_GATEWAY, "Internal server error"),
    };
    let status = Some(response.status_code.as_u16());
    let error_type = error_type.to_owned();
    (response, TimelineEvent::Failed { duration, kind, error_type, message: text, status })
}

/// An answer of the gateway's own, as API Gateway words it.
fn message(status: StatusCode, text: &str) -> VoidHttpResponse {
    VoidHttpResponse::json(status, &serde_json::json!({ "message": text }))
}
