//! The protocol server: an HTTP request in, an operation on the engine, an HTTP response out.

mod address;
mod authorization;
mod cors;
mod dispatch;
mod errors;
mod exchange;
mod intake;
mod presigned;
mod subresources;
mod unsupported;

use std::sync::Arc;

use http::{Method, Request, Response};
use void_core::Body;

pub(super) use self::{exchange::Exchange, intake::Intake};
use super::{engine::Problem, shell::Backend};
use crate::wire::{Content, Message, Query};
use address::Address;

/// The most that a request's line and headers may have together, in bytes: the service allows 8 KB of headers of which 2 KB
/// are metadata, and keys of 1 KB whose encoding triples them.
const HEAD_LIMIT: usize = 32 * 1024;

/// Answers a request.
pub(super) async fn answer(backend: &Arc<Backend>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut exchange = Exchange::new(backend, parts, body);
    let mut response = match carry_out(&mut exchange).await {
        Ok(response) => response,
        Err(problem) => exchange.failure(&problem),
    };
    if let Err(problem) = exchange.durable().await {
        response = exchange.failure(&problem);
    }
    cors::share(&exchange, &mut response);
    response
}

async fn carry_out(exchange: &mut Exchange<'_>) -> Result<Response<Body>, Problem> {
    if exchange.parts.method == Method::OPTIONS {
        return cors::preflight(exchange);
    }
    if let Some(bucket) = form(exchange) {
        exchange.ready().await?;
        return super::form::post(exchange, &bucket).await;
    }
    let (operation, message) = open(exchange)?;
    exchange.ready().await?;
    Ok((operation.carry_out)(exchange, message).await)
}

/// The bucket that a form is posted to, where the request is one: its fields say what other requests' headers do.
fn form(exchange: &Exchange<'_>) -> Option<String> {
    let parts = &exchange.parts;
    if parts.method != Method::POST || !super::form::is_used(&parts.headers) {
        return None;
    }
    let address = Address::of(parts, &exchange.backend.base_url).ok()?;
    address.bucket.filter(|_| address.key.is_none() && parts.uri.query().is_none_or(str::is_empty))
}

/// Finds out what a request is to and which operation it is, and whether its caller may call at all.
fn open(exchange: &mut Exchange<'_>) -> Result<(&'static dispatch::Entry, Message), Problem> {
    let size: usize =
        exchange.parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let uri = exchange.parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    if size + uri > HEAD_LIMIT {
        return Err(Problem::of(super::engine::Code::RequestHeaderSectionTooLarge)
            .with("MaxSizeAllowed", HEAD_LIMIT.to_string()));
    }
    let Address { bucket, key } = Address::of(&exchange.parts, &exchange.backend.base_url)?;
    exchange.verify()?;
    exchange
        .backend
        .peek(|state| unsupported::check(&exchange.parts.headers, &state.engine.settings().account_id))?;
    let query = Query::parse(exchange.parts.uri.query().unwrap_or_default());
    let mut message = Message {
        bucket,
        key,
        query,
        headers: exchange.parts.headers.clone(),
        content: Content::Empty,
        ..Message::default()
    };
    message.headers.remove(http::header::CONTENT_LENGTH);
    forget_chunks(&mut message.headers);
    let operation = dispatch::find(&exchange.parts.method, &message)?;
    exchange.authorize(operation.name, &message)?;
    Ok((operation, message))
}

/// Takes `aws-chunked` out of the encodings: it is how the bytes came, and nothing that is kept of them.
fn forget_chunks(headers: &mut http::HeaderMap) {
    use http::{HeaderValue, header::CONTENT_ENCODING};
    let Some(encodings) = headers.remove(CONTENT_ENCODING) else { return };
    let Ok(text) = encodings.to_str() else { return };
    let kept: Vec<_> = text.split(',').map(str::trim).filter(|encoding| *encoding != "aws-chunked").collect();
    if let (false, Ok(kept)) = (kept.is_empty(), HeaderValue::from_str(&kept.join(","))) {
        headers.insert(CONTENT_ENCODING, kept);
    }
}
