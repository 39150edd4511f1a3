//! [`Settings`]: what a client does with each call, besides what its configuration says.

use http::Uri;
use void_core::Pipeline;

use crate::types::ChecksumAlgorithm;

/// What a client does with each call, besides what its configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The checksum that uploads have.
    pub(crate) checksum: Option<ChecksumAlgorithm>,
    /// Whether nobody on the way can change what is sent: TLS, or an endpoint on this machine.
    pub(crate) is_protected: bool,
}

impl Settings {
    /// The defaults for what `pipeline` calls.
    pub(crate) fn of(pipeline: &Pipeline) -> Self {
        Self { checksum: Some(ChecksumAlgorithm::Crc64Nvme), is_protected: is_protected(pipeline) }
    }
}

fn is_protected(pipeline: &Pipeline) -> bool {
    let url = pipeline.url("", &Uri::from_static("/"), None);
    let is_https = url.is_ok_and(|url| url.scheme_str() == Some("https"));
    is_https || pipeline.endpoint_host().is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    address.map_or(host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}
