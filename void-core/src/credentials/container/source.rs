//! Where the container's endpoint is, and whether it may be asked.

use std::net::IpAddr;

use http::Uri;

use crate::config::{ConfigError, Environment};

/// What the relative URI is relative to.
const HOST: &str = "http://169.254.170.2";

/// The hosts besides loopback that may be asked without TLS: those of ECS and EKS.
const PLAIN_HOSTS: [&str; 4] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"];

/// Where the endpoint is, and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(super) url: Uri,
    /// The variable with the path of the token's file: read at each fetch, since the file is renewed.
    pub(super) token_file: Option<String>,
}

impl Source {
    /// Reads the variables; `None` where none is set.
    pub(crate) fn find(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let relative = environment.setting("CONTAINER_CREDENTIALS_RELATIVE_URI");
        let found = relative
            .map(|(path, name)| (format!("{HOST}/{}", path.trim_start_matches('/')), name))
            .or_else(|| environment.setting("CONTAINER_CREDENTIALS_FULL_URI"));
        let Some((url, name)) = found else { return Ok(None) };
        let url: Uri = url
            .parse()
            .map_err(|error| ConfigError::new(format!("{name} is {url:?}, which is not a URL: {error}")))?;
        check_host(&url).map_err(|why| ConfigError::new(format!("{name} {why}")))?;
        let token_file = environment.setting("CONTAINER_AUTHORIZATION_TOKEN_FILE").map(|(path, _name)| path);
        Ok(Some(Self { url, token_file }))
    }
}

/// Credentials go over TLS, or no further than this machine.
fn check_host(url: &Uri) -> Result<(), String> {
    let host = url.host().ok_or("has no host")?.trim_matches(['[', ']']);
    match url.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if PLAIN_HOSTS.contains(&host) => Ok(()),
        Some("http") if host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) => Ok(()),
        Some("http") => Err(format!(
            "names the host {host:?} without TLS: that is for a loopback address or one of {}",
            PLAIN_HOSTS.join(", ")
        )),
        _ => Err("is neither an http nor an https URL".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<const N: usize>(variables: [(&str, &str); N]) -> Result<Option<String>, String> {
        Source::find(&Environment::from_vars(variables))
            .map(|source| source.map(|source| source.url.to_string()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_relative_uri_comes_first() {
        let relative = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/id?x=1");
        let full = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x");
        assert_eq!(found([relative, full]), Ok(Some("http://169.254.170.2/v2/id?x=1".to_owned())));
        assert_eq!(found([full]), Ok(Some("http://localhost/x".to_owned())));
        assert_eq!(found([]), Ok(None));
    }

    #[test]
    fn only_trusted_hosts_are_asked_without_tls() {
        for url in [
            "https://any.example/x",
            "http://127.0.0.1:80/x",
            "http://127.9.9.9/x",
            "http://[::1]:1234/x",
            "http://localhost:1234/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
        ] {
            assert!(found([("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)]).is_ok(), "{url}");
        }
        for url in [
            "http://any.example/x",
            "http://169.254.169.254/x",
            "http://127.0.0.1.evil.example/x",
            "http://localhost@evil.example/x",
            "ftp://localhost/x",
            "/x",
        ] {
            let error = found([("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)]).unwrap_err();
            assert!(error.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"), "{url}: {error}");
        }
    }
}
