//! From an operation's request to an HTTP request.

use http::{Request, header};
use void_core::{Body, signing::Payload};

use super::{integrity, settings::Settings};
use crate::{
    error::Error,
    operations::{Operation, Target},
    wire::{Content, Message, encode_key, encode_value},
};

/// The longest key, in bytes.
const KEY_LIMIT: usize = 1024;

/// The HTTP request of an operation's: its path is below the endpoint's, its query in canonical form.
pub(super) fn request<R: Operation>(request: R, settings: &Settings) -> Result<Request<Body>, Error> {
    encode(request, |message| integrity::add(message, R::NEEDS_CHECKSUM, settings))
}

/// The HTTP request of an operation's that is to be presigned: without a body, and without what a browser would not send.
pub(super) fn presigned<R: Operation>(request: R) -> Result<Request<Body>, Error> {
    encode(request, |message| {
        message.content = Content::Empty;
        message.headers.remove("x-amz-checksum-mode");
        Ok(None)
    })
}

fn encode<R: Operation>(
    request: R,
    finish: impl FnOnce(&mut Message) -> Result<Option<Payload>, String>,
) -> Result<Request<Body>, Error> {
    let refuse = |message: String| Error::invalid_request(R::NAME, message);
    let mut message = Message::default();
    request.write(&mut message).map_err(|invalid| refuse(invalid.to_string()))?;
    for (name, value) in R::ROUTE.fixed {
        message.query.push(name, *value);
    }
    let payload = finish(&mut message).map_err(refuse)?;
    let mut url = path(&message, R::ROUTE.target).map_err(refuse)?;
    let query = message.query.to_canonical();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let body = match message.content {
        Content::Empty => Body::empty(),
        Content::Document(document) => {
            message
                .headers
                .entry(header::CONTENT_TYPE)
                .or_insert(header::HeaderValue::from_static("application/xml"));
            document.into()
        }
        Content::Stream(body) => body,
    };
    let mut request = Request::builder()
        .method(R::ROUTE.method)
        .uri(url)
        .body(body)
        .map_err(|error| refuse(format!("it can't be sent: {error}")))?;
    *request.headers_mut() = message.headers;
    if let Some(payload) = payload {
        request.extensions_mut().insert(payload);
    }
    Ok(request)
}

/// The path. An empty name would make another request of it: to the bucket in place of its object.
fn path(message: &Message, target: Target) -> Result<String, String> {
    if target == Target::Service {
        return Ok("/".to_owned());
    }
    let bucket = message.bucket.as_deref().unwrap_or_default();
    if bucket.is_empty() || bucket == "." || bucket == ".." {
        return Err(format!(
            "{bucket:?} is not the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots"
        ));
    }
    let bucket = encode_value(bucket);
    if target == Target::Bucket {
        return Ok(format!("/{bucket}"));
    }
    let key = message.key.as_deref().unwrap_or_default();
    if !(1..=KEY_LIMIT).contains(&key.len()) {
        return Err(format!("a key has 1 to {KEY_LIMIT} bytes of UTF-8, not {}", key.len()));
    }
    Ok(format!("/{bucket}/{}", encode_key(key)))
}
