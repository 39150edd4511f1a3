//! [`NotedCalls`]: what comes over the socket and sends, puts or stores something goes into the timeline.

use async_trait::async_trait;
use http::{Method, Request, Response, request::Parts};
use http_body::Body as _;
use void_core::{Body, TraceContext, Transport, TransportError, authorization::claimed_access_key};

use super::{LocalCloud, backend::Backend, callers::Callers, sends::Sending};
use crate::{serve::text, timeline::Subject};

/// The largest request that is looked into, in bytes: what messaging and streams take.
const MOST_BODY_BYTES: usize = 16 * 1024 * 1024;
/// The message system attribute that says what a message belongs to.
const TRACE_ATTRIBUTE: &[u8] = b"AWSTraceHeader";

/// Passes everything on, and notes what was sent, put or stored once the service has taken it.
///
/// Noted is what belongs to something: what a function's process calls for, and what says in `X-Amzn-Trace-Id`, or in a
/// message's `AWSTraceHeader`, which request it belongs to. Bodies of other requests are not looked into.
#[derive(Debug)]
pub(crate) struct NotedCalls<T> {
    inner: T,
    cloud: LocalCloud,
    callers: Callers,
}

impl<T: Transport> NotedCalls<T> {
    pub(crate) const fn new(inner: T, cloud: LocalCloud, callers: Callers) -> Self {
        Self { inner, cloud, callers }
    }

    /// Who calls, and on behalf of what.
    fn subject(&self, parts: &Parts) -> Subject {
        let function = claimed_access_key(parts).and_then(|key| self.callers.function(key));
        let trace = text(&parts.headers, "x-amzn-trace-id").and_then(TraceContext::parse);
        Subject { function, correlation_id: trace.map(|trace| trace.root), ..Subject::default() }
    }

    /// Adds the invocation that the function works on.
    fn completed(&self, mut subject: Subject) -> Subject {
        let Some(name) = &subject.function else { return subject };
        let deployed = self.cloud.state().functions.get(name).cloned();
        if let Some(Backend::Processes(processes)) = deployed.as_ref().map(|deployed| &deployed.function)
            && let Some(running) = processes.running(subject.correlation_id.as_deref())
        {
            subject.correlation_id.get_or_insert(running.correlation_id);
            subject.request_id = Some(running.request_id);
        }
        subject
    }
}

#[async_trait]
impl<T: Transport> Transport for NotedCalls<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let (parts, body) = request.into_parts();
        let Some(operation) = operation(&parts) else {
            return self.inner.send(Request::from_parts(parts, body)).await;
        };
        let subject = self.subject(&parts);
        let (parts, body) = if is_json(operation) && is_small(&body) {
            (parts, Body::from(body.into_bytes(MOST_BODY_BYTES).await?))
        } else {
            (parts, body)
        };
        let belongs = subject.function.is_some()
            || subject.correlation_id.is_some()
            || body.as_bytes().is_some_and(names_trace);
        let request = Request::from_parts(parts, body);
        if !belongs {
            return self.inner.send(request).await;
        }
        let Some(sending) = Sending::of(operation, &request) else { return self.inner.send(request).await };
        let response = self.inner.send(request).await?;
        if response.status().is_success() {
            for taken in sending.taken(&response) {
                let mut subject = subject.clone();
                subject.correlation_id = taken.root.or(subject.correlation_id);
                let subject = self.completed(subject);
                if subject.function.is_some() || subject.correlation_id.is_some() {
                    self.cloud.inner.log.write(subject, taken.event);
                }
            }
        }
        Ok(response)
    }
}

/// What is noted, by the name of its operation.
fn operation(parts: &Parts) -> Option<&'static str> {
    if let Some(target) = text(&parts.headers, "x-amz-target") {
        return match target.rsplit('.').next()? {
            "SendMessage" => Some("SendMessage"),
            "SendMessageBatch" => Some("SendMessageBatch"),
            "PutRecord" => Some("PutRecord"),
            "PutRecords" => Some("PutRecords"),
            _ => None,
        };
    }
    let query = parts.uri.query().unwrap_or_default();
    let names = || query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let is_plain = |name: &str| name.is_empty() || name == "x-id" || name.starts_with("X-Amz-");
    match parts.method {
        Method::PUT if !names().all(is_plain) => None,
        Method::PUT if parts.headers.contains_key("x-amz-copy-source") => Some("CopyObject"),
        Method::PUT => Some("PutObject"),
        Method::POST if names().any(|name| name == "uploadId") => Some("CompleteMultipartUpload"),
        _ => None,
    }
}

/// Whether an operation's request is JSON, rather than an object.
fn is_json(operation: &str) -> bool {
    !matches!(operation, "PutObject" | "CopyObject" | "CompleteMultipartUpload")
}

fn is_small(body: &Body) -> bool {
    body.size_hint().exact().is_some_and(|size| size <= MOST_BODY_BYTES as u64)
}

fn names_trace(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == TRACE_ATTRIBUTE[0]) {
        if rest[at..].starts_with(TRACE_ATTRIBUTE) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use http::{Request, request::Parts};

    use super::{names_trace, operation};

    fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn what_sends_puts_or_stores_is_known_by_its_headers_and_its_query() {
        let copy = [("x-amz-copy-source", "/a/b")];
        for (method, uri, headers, expected) in [
            ("POST", "/", &[("x-amz-target", "AmazonSQS.SendMessageBatch")][..], Some("SendMessageBatch")),
            ("POST", "/", &[("x-amz-target", "Kinesis_20131202.PutRecords")], Some("PutRecords")),
            ("POST", "/", &[("x-amz-target", "AmazonSQS.ReceiveMessage")], None),
            ("PUT", "/photos/a?x-id=PutObject", &[], Some("PutObject")),
            ("PUT", "/photos/a?X-Amz-Expires=60&x-id=PutObject", &[], Some("PutObject")),
            ("PUT", "/photos/a", &copy, Some("CopyObject")),
            ("PUT", "/photos/a?tagging", &[], None),
            ("PUT", "/photos/a?partNumber=1&uploadId=u", &[], None),
            ("POST", "/photos/a?uploadId=u", &[], Some("CompleteMultipartUpload")),
            ("POST", "/photos/a?uploads", &[], None),
            ("GET", "/photos/a", &[], None),
        ] {
            assert_eq!(operation(&parts(method, uri, headers)), expected, "{method} {uri}");
        }
    }

    #[test]
    fn a_body_that_names_a_trace_is_found_by_its_bytes() {
        assert!(names_trace(b"{\"AAWSTraceHeader\":1}"));
        assert!(!names_trace(b"{\"AWSTraceHeade"));
    }
}
