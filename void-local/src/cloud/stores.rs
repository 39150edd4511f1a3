//! [`Storing`]: what a function stores in buckets, for the timeline.

use http::{HeaderMap, Request, Uri, header};
use percent_encoding::percent_decode_str;
use void_core::Body;

use crate::timeline::TimelineEvent;

/// A request that stores an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Storing {
    bucket: String,
    key: String,
}

impl Storing {
    pub(super) fn of(operation: &str, request: &Request<Body>) -> Option<Self> {
        match operation {
            "PutObject" | "CopyObject" | "CompleteMultipartUpload" => Self::at(request.uri(), host(request)),
            _ => None,
        }
    }

    /// The bucket is in the path, or before `localhost` in the host where the function's client wants it so.
    fn at(uri: &Uri, host: &str) -> Option<Self> {
        let path = uri.path().strip_prefix('/')?;
        let in_host = host.strip_suffix(".localhost");
        let (bucket, key) = match in_host {
            Some(bucket) => (bucket, path),
            None => path.split_once('/')?,
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        Some(Self { bucket: decoded(bucket), key: decoded(key) })
    }

    /// The object that the service says it has taken.
    pub(super) fn taken(self, headers: &HeaderMap) -> TimelineEvent {
        let version_id = headers.get("x-amz-version-id").and_then(|value| value.to_str().ok());
        let Self { bucket, key } = self;
        TimelineEvent::Stored { bucket, key, version_id: version_id.map(ToOwned::to_owned) }
    }
}

/// The host that is called, without its port: in the URL, or over a socket in its header.
fn host(request: &Request<Body>) -> &str {
    let header = || request.headers().get(header::HOST)?.to_str().ok();
    let host = request.uri().host().or_else(header).unwrap_or_default();
    host.rsplit_once(':').map_or(host, |(name, _port)| name)
}

#[cfg(test)]
mod tests {
    use http::Request;
    use void_core::Body;

    use super::Storing;

    #[test]
    fn the_bucket_is_in_the_path_or_in_the_host() {
        let at = |uri: &str| {
            let request = Request::builder().uri(uri).header("host", "photos.localhost:4566");
            let storing = Storing::of("PutObject", &request.body(Body::empty()).unwrap())?;
            Some((storing.bucket, storing.key))
        };
        let expected = Some(("photos".to_owned(), "in/a b.jpg".to_owned()));
        assert_eq!(at("http://localhost:4566/photos/in/a%20b.jpg?x-id=PutObject"), expected);
        assert_eq!(at("http://photos.localhost:4566/in/a%20b.jpg"), expected);
        assert_eq!(at("/in/a%20b.jpg"), expected);
        assert_eq!(at("http://localhost:4566/photos"), None);
    }
}
