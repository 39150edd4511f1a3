//! From an operation's request to an HTTP request.

use http::{Request, header};
use void_core::{Body, pipeline::HostPrefix, signing::Payload};

use super::{addressing, integrity, settings::Settings};
use crate::{
    error::Error,
    operations::{Operation, Target},
    wire::{Content, Message, encode_key, encode_value},
};

/// The longest key, in bytes.
const KEY_LIMIT: usize = 1024;

/// The HTTP request of an operation's: its path is below the endpoint's, its query in canonical form.
pub(super) fn request<R: Operation>(request: R, settings: &Settings) -> Result<Request<Body>, Error> {
    encode(request, settings, |message| integrity::add(message, R::NEEDS_CHECKSUM, settings))
}

/// The HTTP request of an operation's that is to be presigned: without a body, and without what a browser would not send;
/// with parameters of the caller's.
pub(super) fn presigned<R: Operation>(
    request: R,
    parameters: &[(String, String)],
    settings: &Settings,
) -> Result<Request<Body>, Error> {
    encode(request, settings, |message| {
        message.content = Content::Empty;
        for (name, value) in parameters {
            message.query.push(name.clone(), value);
        }
        message.headers.remove("x-amz-checksum-mode");
        Ok(None)
    })
}

fn encode<R: Operation>(
    request: R,
    settings: &Settings,
    finish: impl FnOnce(&mut Message) -> Result<Option<Payload>, String>,
) -> Result<Request<Body>, Error> {
    let refuse = |message: String| Error::invalid_request(R::NAME, message);
    let mut message = Message::default();
    request.write(&mut message).map_err(|invalid| refuse(invalid.to_string()))?;
    for (name, value) in R::ROUTE.fixed {
        message.query.push(*name, *value);
    }
    let payload = finish(&mut message).map_err(refuse)?;
    let (mut url, host) = place(&message, R::ROUTE.target, settings).map_err(refuse)?;
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
    if let Some(host) = host {
        request.extensions_mut().insert(host);
    }
    if let Some(payload) = payload {
        request.extensions_mut().insert(payload);
    }
    Ok(request)
}

/// The path, and what goes in front of the host. An empty name would make another request of it: to the bucket in place of
/// its object.
fn place(
    message: &Message,
    target: Target,
    settings: &Settings,
) -> Result<(String, Option<HostPrefix>), String> {
    if target == Target::Service {
        return Ok(("/".to_owned(), None));
    }
    let name = message.bucket.as_deref().unwrap_or_default();
    if target == Target::Bucket {
        return bucket_path(name, settings);
    }
    let (bucket, host) = bucket(name, settings)?;
    let key = message.key.as_deref().unwrap_or_default();
    if !(1..=KEY_LIMIT).contains(&key.len()) {
        return Err(format!("a key has 1 to {KEY_LIMIT} bytes of UTF-8, not {}", key.len()));
    }
    Ok((format!("{bucket}/{}", encode_key(key)), host))
}

/// The path of a bucket's own, and what goes in front of the host.
pub(super) fn bucket_path(name: &str, settings: &Settings) -> Result<(String, Option<HostPrefix>), String> {
    let (path, host) = bucket(name, settings)?;
    Ok((if path.is_empty() { "/".to_owned() } else { path }, host))
}

/// The part of the path that names the bucket, empty where the host does.
fn bucket(bucket: &str, settings: &Settings) -> Result<(String, Option<HostPrefix>), String> {
    if bucket.is_empty() || bucket == "." || bucket == ".." {
        return Err(format!(
            "{bucket:?} is not the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots"
        ));
    }
    let host = addressing::host_prefix(bucket, settings)?;
    let path = if host.is_some() { String::new() } else { format!("/{}", encode_value(bucket)) };
    Ok((path, host))
}
