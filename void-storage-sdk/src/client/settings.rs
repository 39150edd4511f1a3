//! [`Settings`]: what a client does with each call, besides what its configuration says.

use std::net::IpAddr;

use http::Uri;
use void_core::Pipeline;

use super::AddressingStyle;
use crate::types::ChecksumAlgorithm;

/// What a client does with each call, besides what its configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The checksum that uploads have.
    pub(crate) checksum: Option<ChecksumAlgorithm>,
    /// Whether nobody on the way can change what is sent: TLS, or an endpoint on this machine.
    pub(crate) is_protected: bool,
    /// Where requests name their bucket.
    pub(crate) addressing: AddressingStyle,
    /// Whether no endpoint is configured.
    pub(crate) endpoint_is_default: bool,
    /// Whether the endpoint's host is an IP address.
    pub(crate) host_is_address: bool,
}

impl Settings {
    /// The defaults for what `pipeline` calls.
    pub(crate) fn of(pipeline: &Pipeline) -> Self {
        Self {
            checksum: Some(ChecksumAlgorithm::Crc64Nvme),
            is_protected: is_protected(pipeline),
            addressing: AddressingStyle::Auto,
            endpoint_is_default: pipeline.endpoint_is_default(),
            host_is_address: pipeline.endpoint_host().and_then(address).is_some(),
        }
    }
}

fn is_protected(pipeline: &Pipeline) -> bool {
    let url = pipeline.url("", &Uri::from_static("/"), None);
    let is_https = url.is_ok_and(|url| url.scheme_str() == Some("https"));
    is_https || pipeline.endpoint_host().is_some_and(is_loopback)
}

fn is_loopback(host: &str) -> bool {
    address(host).map_or(host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}
