//! [`Exchange`]: a request on its way through.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header, request};
use void_core::{
    Body, ChangeLogError, Timestamp,
    authorization::LimitedCaller,
    change_log::{self, ChangesWritten},
    signing::{
        Verified,
        verify::{PolicyClaim, VerifyError},
    },
};

use super::{Intake, errors, presigned};
use crate::{
    checksum::Checksum,
    mock::{
        StoredBody,
        digests::{Digests, store_failed},
        engine::{Caller, Code, Problem},
        shell::{Backend, State},
    },
    types::ChecksumAlgorithm,
    wire::{Content, Message, Query},
};

/// The largest document: a thousand keys to be deleted, or ten thousand parts.
const DOCUMENT_LIMIT: usize = 8 * 1024 * 1024;

/// A request on its way through.
pub(in crate::mock) struct Exchange<'a> {
    pub(in crate::mock) backend: &'a Arc<Backend>,
    pub(in crate::mock) parts: request::Parts,
    body: Option<Body>,
    verified: Option<Verified>,
    /// The caller, where not everything is allowed.
    pub(super) limited: Option<LimitedCaller>,
    request_id: String,
    host_id: String,
    now: Timestamp,
    /// What the answer waits for.
    written: ChangesWritten,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(backend: &'a Arc<Backend>, parts: request::Parts, body: Body) -> Self {
        let id = format!("{:016X}", backend.random.next_u64());
        let host_id: Vec<u8> =
            [(); 7].iter().flat_map(|()| backend.random.next_u64().to_be_bytes()).collect();
        Self {
            backend,
            parts,
            body: Some(body),
            verified: None,
            limited: None,
            request_id: id,
            host_id: BASE64_STANDARD.encode(host_id),
            now: backend.clock.now(),
            written: ChangesWritten::default(),
        }
    }

    /// Checks who signed the request, where signatures are checked.
    pub(super) fn verify(&mut self) -> Result<(), Problem> {
        self.verified = self.verified()?;
        self.limited = self.find_limited(self.verified.as_ref());
        Ok(())
    }

    fn verified(&self) -> Result<Option<Verified>, Problem> {
        let Some(access) = self.backend.peek(|state| state.access.clone()) else { return Ok(None) };
        let verified = access.verify(&self.parts, None, self.now);
        verified.map(Some).map_err(|error| self.not_verified(&error))
    }

    /// Checks who signed the policy of a form, where signatures are checked; whether they are.
    pub(in crate::mock) fn verify_policy(&self, claim: Option<&PolicyClaim<'_>>) -> Result<bool, Problem> {
        let Some(access) = self.backend.peek(|state| state.access.clone()) else { return Ok(false) };
        let claim = claim.ok_or_else(|| errors::not_verified(&VerifyError::Missing))?;
        let verified = access.verify_policy(claim, self.now);
        verified.map(|_| true).map_err(|error| presigned::policy_not_verified(&error, claim, self.now))
    }

    fn not_verified(&self, error: &VerifyError) -> Problem {
        let query = Query::parse(self.parts.uri.query().unwrap_or_default());
        if presigned::is_signed(&query) {
            presigned::not_verified(error, &query, self.now)
        } else {
            errors::not_verified(error)
        }
    }

    /// Takes the request's body as it comes.
    pub(in crate::mock) fn take_body(&mut self) -> Body {
        self.body.take().unwrap_or_default()
    }

    /// Waits until the log can take more.
    pub(super) async fn ready(&self) -> Result<(), Problem> {
        change_log::ready(self.backend.log()).await.map_err(|error| does_not_last(&error))
    }

    /// Waits until what was changed lasts, and what was told of it.
    pub(super) async fn durable(&self) -> Result<(), Problem> {
        if self.written.is_empty() {
            return Ok(());
        }
        let (changed, told) = tokio::join!(self.written.durable(self.backend.log()), self.backend.told());
        changed.and(told).map_err(|error| does_not_last(&error))
    }

    /// Does something with the engine, of which events say whose request it was; the answer waits until what it changed lasts.
    pub(in crate::mock) fn run<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        self.backend.run_noting(&self.written, |state| {
            let (request_id, host_id) = (self.request_id.clone(), self.host_id.clone());
            state.engine.set_caller(Some(Caller { request_id, host_id }));
            let result = act(state);
            state.engine.set_caller(None);
            result
        })
    }

    /// When the request came.
    pub(in crate::mock) const fn now(&self) -> Timestamp {
        self.now
    }

    /// Takes the request's body, to be checked as it is read.
    pub(in crate::mock) fn intake(&mut self) -> Result<Intake, Problem> {
        let chunks = self.verified.as_ref().and_then(Verified::chunks);
        Intake::new(&self.parts.headers, self.body.take().unwrap_or_default(), chunks)
    }

    /// Reads the request's body as a document, whose checksum the headers may have unless they have an object's.
    pub(super) async fn document(&mut self, sums_up_object: bool) -> Result<Bytes, Problem> {
        let chunks = self.verified.as_ref().and_then(Verified::chunks);
        let mut headers = self.parts.headers.clone();
        if sums_up_object {
            for checksum in Checksum::ALL {
                headers.remove(checksum.header());
            }
        }
        Intake::new(&headers, self.body.take().unwrap_or_default(), chunks)?
            .into_document(DOCUMENT_LIMIT)
            .await
    }

    /// Stores the request's body, of at most `limit` bytes, and checks it against what was declared of it. Without a checksum
    /// that the caller declares, one by `default` is computed.
    pub(in crate::mock) async fn store(
        &mut self,
        limit: u64,
        default: Option<ChecksumAlgorithm>,
    ) -> Result<(StoredBody, Digests), Problem> {
        let intake = self.intake()?;
        let mut writer = self.backend.bodies.begin();
        let digests = intake.read(&mut *writer, limit, default).await?;
        let blob = writer.finish().await.map_err(|error| store_failed(&error))?;
        Ok((StoredBody::of(blob), digests))
    }

    /// A response.
    pub(in crate::mock) fn success(&self, status: StatusCode, message: Message) -> Response<Body> {
        let body = match message.content {
            Content::Empty => Body::empty(),
            Content::Document(document) => document.into(),
            Content::Stream(body) => body,
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let is_document = message.headers.get(header::CONTENT_LENGTH).is_none()
            && response.body().content_length().is_some_and(|length| length > 0);
        *response.headers_mut() = message.headers;
        if is_document {
            response
                .headers_mut()
                .entry(header::CONTENT_TYPE)
                .or_insert(HeaderValue::from_static("application/xml"));
        }
        self.finish(response)
    }

    /// The response that says why there is none.
    pub(super) fn failure(&self, problem: &Problem) -> Response<Body> {
        let document = errors::document(problem, self.parts.uri.path(), &self.request_id, &self.host_id);
        let status = problem.code().status();
        // A response to HEAD has no body, and neither has one of this status.
        let is_empty = self.parts.method == Method::HEAD || status == StatusCode::NOT_MODIFIED;
        let mut response = Response::new(if is_empty { Body::empty() } else { document.into() });
        *response.status_mut() = status;
        if !is_empty {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        }
        for (name, value) in problem.headers() {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        self.finish(response)
    }

    fn finish(&self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        set("x-amz-request-id", &self.request_id);
        set("x-amz-id-2", &self.host_id);
        set("date", &self.now.to_http_date());
        set("server", "AmazonS3");
        response
    }
}

/// A change that was made and may not last, or one that is not made because it would not.
fn does_not_last(error: &ChangeLogError) -> Problem {
    let message = format!("nothing can be changed any more, for it would not last: {error}");
    Problem::new(Code::InternalError, message)
}
