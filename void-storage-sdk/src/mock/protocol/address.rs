//! [`Address`]: which bucket and key a request is to, by its path or its host.

use http::{header, request::Parts};

use crate::{
    mock::engine::{Code, Problem, check_key},
    wire::decode,
};

/// What a request is to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
}

impl Address {
    /// The bucket is the first segment of the path, or what stands before the endpoint in the host (virtual-host style).
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>
    pub(super) fn of(parts: &Parts, base_url: &str) -> Result<Self, Problem> {
        let path = parts.uri.path();
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = match bucket_in_host(parts, base_url) {
            Some(bucket) => (bucket, path),
            None => {
                let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
                (decoded(bucket)?, key)
            }
        };
        let key = decoded(key)?;
        check_key(&key)?;
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Ok(Self { bucket: some(bucket), key: some(key) })
    }
}

fn decoded(text: &str) -> Result<String, Problem> {
    decode(text).ok_or_else(|| Problem::of(Code::InvalidUri).with("URI", text))
}

fn bucket_in_host(parts: &Parts, base_url: &str) -> Option<String> {
    let header = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str))?;
    let host = without_port(host).to_ascii_lowercase();
    let base = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let base = without_port(base.split('/').next().unwrap_or_default()).to_ascii_lowercase();
    let endpoint = |base: &str| {
        let bucket = host.strip_suffix(base)?.strip_suffix('.')?;
        (!bucket.is_empty() && bucket != "s3" && !bucket.starts_with("s3.")).then(|| bucket.to_owned())
    };
    if base.parse::<std::net::IpAddr>().is_ok() {
        return endpoint("s3.localhost").or_else(|| endpoint("localhost"));
    }
    let of_service = || {
        // `bucket.s3.region.amazonaws.com` and `bucket.s3.amazonaws.com`.
        let rest = host.strip_suffix(".amazonaws.com")?;
        let at =
            rest.rfind(".s3").filter(|at| matches!(rest.as_bytes().get(at + 3), None | Some(b'.' | b'-')))?;
        rest.get(..at).map(ToOwned::to_owned)
    };
    endpoint(&format!("s3.{base}"))
        .or_else(|| endpoint(&base))
        .or_else(|| endpoint("s3.localhost"))
        .or_else(|| endpoint("localhost"))
        .or_else(of_service)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::Address;

    fn address(host: &str, path: &str) -> (Option<String>, Option<String>) {
        let (parts, ()) = Request::builder().uri(path).header("host", host).body(()).unwrap().into_parts();
        let Address { bucket, key } = Address::of(&parts, "http://localhost:4566").unwrap();
        (bucket, key)
    }

    #[test]
    fn finds_bucket_and_key_in_path_and_host() {
        let some = |bucket: &str, key: &str| {
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            (some(bucket), some(key))
        };
        assert_eq!(address("localhost:4566", "/"), some("", ""));
        assert_eq!(address("localhost:4566", "/photos"), some("photos", ""));
        assert_eq!(address("localhost:4566", "/photos/"), some("photos", ""));
        assert_eq!(address("127.0.0.1:80", "/photos/a%20b//../+"), some("photos", "a b//../+"));
        assert_eq!(address("photos.localhost:4566", "/a/b"), some("photos", "a/b"));
        assert_eq!(address("my.photos.s3.localhost", "/"), some("my.photos", ""));
        assert_eq!(address("photos.s3.eu-west-1.amazonaws.com", "/a"), some("photos", "a"));
        assert_eq!(address("s3.eu-west-1.amazonaws.com", "/photos/a"), some("photos", "a"));
    }
}
