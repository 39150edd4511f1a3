//! [`Endpoint`]: where a service is called.

use void_core::config::Setting;

/// Where the local cloud is, unless it was told otherwise.
pub(crate) const LOCAL_CLOUD: &str = "http://127.0.0.1:4566";

/// Where a service is called, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// At a URL.
    At(Setting),
    /// At its own endpoint in the region.
    Own {
        /// Who says so.
        origin: String,
    },
}

impl Endpoint {
    /// Whether it is on this machine: what a local cloud listens on.
    pub(crate) fn is_loopback(&self) -> bool {
        let Self::At(Setting { value, .. }) = self else { return false };
        let Ok(uri) = value.parse::<http::Uri>() else { return false };
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let is_name = host == "localhost" || host.ends_with(".localhost");
        is_name || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_on_this_machine() {
        let at = |url: &str| Endpoint::At(Setting { value: url.to_owned(), origin: String::new() });
        for url in
            [LOCAL_CLOUD, "http://localhost:1", "http://s3.localhost", "http://[::1]:9", "http://127.8.0.1"]
        {
            assert!(at(url).is_loopback(), "{url}");
        }
        for url in [
            "http://10.0.0.1:4566",
            "https://sqs.eu-central-1.amazonaws.com",
            "http://localhost.example",
            "?",
        ] {
            assert!(!at(url).is_loopback(), "{url}");
        }
        assert!(!Endpoint::Own { origin: String::new() }.is_loopback());
    }
}
