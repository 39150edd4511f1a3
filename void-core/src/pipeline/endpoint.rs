//! [`Endpoint`]: where a service's calls go.

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

/// The front of every URL: scheme, host and port, and the path below which the service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    /// Without the slash at its end: empty where the service is at the root.
    prefix: String,
}

/// What stands in front of the endpoint's host: `examplebucket.`. An extension of a request whose URI is a path and query.
///
/// See [Virtual hosting of buckets][documentation].
///
/// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPrefix(pub String);

impl Endpoint {
    /// Reads the URL of an endpoint. The error says what one looks like.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        if url.contains('@') {
            // Not shown: what is in front of the `@` is a secret.
            return Err(
                "the endpoint URL has a user name in it: credentials are configured apart from it".to_owned()
            );
        }
        let refuse = |why: &str| {
            format!(
                "the endpoint URL {url:?} {why}: write it like http://localhost:4566 or https://host/path"
            )
        };
        let uri: Uri = url.trim().parse().map_err(|error| refuse(&format!("can't be read ({error})")))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| refuse("has no scheme"))?;
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(refuse("is neither http nor https"));
        }
        let authority = parts.authority.ok_or_else(|| refuse("has no host"))?;
        if authority.host().is_empty() {
            return Err(refuse("has no host"));
        }
        let path = parts.path_and_query.as_ref().map_or("/", PathAndQuery::as_str);
        if path.contains('?') {
            return Err(refuse("has a query"));
        }
        Ok(Self { scheme, authority, prefix: path.trim_end_matches('/').to_owned() })
    }

    /// The service's own endpoint in `region`: `https://sqs.eu-central-1.amazonaws.com`.
    pub(crate) fn of_service(signing_name: &str, region: &str) -> Result<Self, String> {
        let is_label = !region.is_empty()
            && region.len() <= 63
            && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !region.starts_with('-')
            && !region.ends_with('-');
        if !is_label {
            return Err(format!("the region {region:?} is not the name of one, like eu-central-1"));
        }
        Self::parse(&format!("https://{signing_name}.{region}.{}", domain(region)))
    }

    /// The host's name or address, without the port.
    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    /// The URL of a request: its path and query below the endpoint's, or its own URL where it has a host.
    pub(crate) fn url(&self, request: &Uri, host: Option<&HostPrefix>) -> Result<Uri, http::Error> {
        if request.authority().is_some() {
            return Ok(request.clone());
        }
        let path = request.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
        let path = if self.prefix.is_empty() {
            path
        } else {
            PathAndQuery::try_from(format!("{}{path}", self.prefix))?
        };
        let authority = match host {
            Some(HostPrefix(prefix)) => {
                // A user name in front of the host would make it another host.
                let prefix = prefix.replace('@', "/");
                Authority::try_from(format!("{prefix}{}", self.authority))?
            }
            None => self.authority.clone(),
        };
        Uri::builder().scheme(self.scheme.clone()).authority(authority).path_and_query(path).build()
    }
}

/// The domain of a region's partition, as botocore's `partitions.json` has it.
fn domain(region: &str) -> &'static str {
    const DOMAINS: [(&str, &str); 6] = [
        ("cn-", "amazonaws.com.cn"),
        ("eusc-", "amazonaws.eu"),
        ("us-iso-", "c2s.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"),
        ("us-isof-", "csp.hci.ic.gov"),
    ];
    DOMAINS
        .into_iter()
        .find_map(|(prefix, domain)| region.starts_with(prefix).then_some(domain))
        .unwrap_or("amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(endpoint: &str, path: &str) -> String {
        Endpoint::parse(endpoint).unwrap().url(&path.parse().unwrap(), None).unwrap().to_string()
    }

    #[test]
    fn the_path_goes_below_the_endpoints() {
        assert_eq!(url("http://localhost:4566", "/"), "http://localhost:4566/");
        assert_eq!(url("http://localhost:4566/", "/1/queue?a=b"), "http://localhost:4566/1/queue?a=b");
        assert_eq!(url("https://gateway.example/sqs/", "/"), "https://gateway.example/sqs/");
        assert_eq!(url("https://[::1]:9/a/b", "/c"), "https://[::1]:9/a/b/c");
    }

    #[test]
    fn a_prefix_goes_in_front_of_the_host() {
        let endpoint = Endpoint::parse("http://localhost:4566/base").unwrap();
        let url = |prefix: &str| endpoint.url(&"/key".parse().unwrap(), Some(&HostPrefix(prefix.to_owned())));
        assert_eq!(url("bucket.").unwrap(), "http://bucket.localhost:4566/base/key");
        for prefix in ["a/", "user@", "a b."] {
            assert!(url(prefix).is_err(), "{prefix}");
        }
        assert_eq!(endpoint.host(), "localhost");
    }

    #[test]
    fn an_absolute_url_stays_as_it_is() {
        assert_eq!(url("http://localhost:4566", "https://other.example/x"), "https://other.example/x");
    }

    #[test]
    fn each_region_has_its_partitions_domain() {
        for (region, host) in [
            ("eu-central-1", "sqs.eu-central-1.amazonaws.com"),
            ("us-gov-west-1", "sqs.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", "sqs.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "sqs.eusc-de-east-1.amazonaws.eu"),
            ("us-isob-east-1", "sqs.us-isob-east-1.sc2s.sgov.gov"),
        ] {
            assert_eq!(Endpoint::of_service("sqs", region).unwrap().authority, host);
        }
        for region in ["", "eu.central", "EU-CENTRAL-1", "a/b", "-x", "x@evil.example"] {
            assert!(Endpoint::of_service("sqs", region).is_err(), "{region}");
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_an_example() {
        for (url, why) in [
            ("localhost:4566", "no scheme"),
            ("localhost", "no scheme"),
            ("/path", "no scheme"),
            ("ftp://host", "neither http nor https"),
            ("http://", "can't be read"),
            ("http://host/?q=1", "has a query"),
            ("http://ho st", "can't be read"),
            ("", "can't be read"),
        ] {
            let error = Endpoint::parse(url).unwrap_err();
            assert!(error.contains(why), "{url}: {error}");
            assert!(error.contains("http://localhost:4566"), "{error}");
        }
        let error = Endpoint::parse("http://key:secret@host").unwrap_err();
        assert!(!error.contains("secret@") && error.contains("user name"), "{error}");
    }
}
