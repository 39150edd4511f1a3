//! [`TraceCollector`]: where traces are sent, as the environment says.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use void_core::{SharedTransport, Transport};

/// Why the environment names no collector that can be used. The message has the variable, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidTraceCollector(String);

/// Where traces are sent, and by what: [OpenTelemetry's variables](https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
/// They are sent as OTLP over HTTP, in JSON.
#[derive(Clone, Debug)]
pub struct TraceCollector {
    pub(super) endpoint: Endpoint,
    pub(super) transport: SharedTransport,
}

impl TraceCollector {
    /// What the process's environment says in `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `OTEL_EXPORTER_OTLP_ENDPOINT` and
    /// `OTEL_EXPORTER_OTLP_HEADERS`. `transport` carries the requests.
    ///
    /// # Errors
    ///
    /// [`InvalidTraceCollector`].
    pub fn from_env(transport: impl Transport) -> Result<Option<Self>, InvalidTraceCollector> {
        let endpoint = Endpoint::read(|name| std::env::var(name).ok()).map_err(InvalidTraceCollector)?;
        let transport: SharedTransport = Arc::new(transport);
        Ok(endpoint.map(|endpoint| Self { endpoint, transport }))
    }
}

/// Where traces are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) traces: Uri,
    pub(super) headers: HeaderMap,
}

impl Endpoint {
    /// Reads `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, which is taken as it is, or `OTEL_EXPORTER_OTLP_ENDPOINT`, to which
    /// `/v1/traces` is added, and `OTEL_EXPORTER_OTLP_HEADERS`. Without an endpoint: none.
    ///
    /// # Errors
    ///
    /// Says which variable is wrong, and what it should be.
    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, String> {
        let variable = |name| variable(name).filter(|value: &String| !value.trim().is_empty());
        let (name, url) = match variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            Some(url) => ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url),
            None => match variable("OTEL_EXPORTER_OTLP_ENDPOINT") {
                Some(url) => {
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("{}/v1/traces", url.trim_end_matches('/')))
                }
                None => return Ok(None),
            },
        };
        let usable = |url: &Uri| matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some();
        let traces = url.parse().ok().filter(usable).ok_or_else(|| {
            format!("{name}: {url:?} is no URL of http or https, such as http://localhost:4318")
        })?;
        let mut headers = HeaderMap::new();
        let listed = variable("OTEL_EXPORTER_OTLP_HEADERS").unwrap_or_default();
        for pair in listed.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let header = pair.split_once('=').and_then(|(name, value)| {
                let value = percent_encoding::percent_decode_str(value.trim()).decode_utf8().ok()?;
                Some((HeaderName::try_from(name.trim()).ok()?, HeaderValue::from_str(&value).ok()?))
            });
            let wrong = || "OTEL_EXPORTER_OTLP_HEADERS: it should be name=value,name=value".to_owned();
            let (name, value) = header.ok_or_else(wrong)?;
            headers.append(name, value);
        }
        Ok(Some(Self { traces, headers }))
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    fn read(variables: &[(&str, &str)]) -> Result<Option<Endpoint>, String> {
        Endpoint::read(|name| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_path_is_added_to_the_endpoint_of_all_signals_only() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]), Ok(None));
        for url in ["http://localhost:4318", "http://localhost:4318/"] {
            let collector = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", url)]).unwrap().unwrap();
            assert_eq!(collector.traces, "http://localhost:4318/v1/traces");
        }
        let own = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://traces.example/in");
        let collector =
            read(&[own, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")]).unwrap().unwrap();
        assert_eq!(collector.traces, "https://traces.example/in");
    }

    #[test]
    fn headers_are_pairs_and_percent_encoded() {
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h");
        let collector =
            read(&[endpoint, ("OTEL_EXPORTER_OTLP_HEADERS", "a=b%20c, key=d=e")]).unwrap().unwrap();
        assert_eq!(collector.headers["a"], "b c");
        assert_eq!(collector.headers["key"], "d=e");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_variable() {
        for endpoint in ["localhost:4318", "ftp://h", "/path"] {
            let error = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)]).unwrap_err();
            assert!(error.starts_with("OTEL_EXPORTER_OTLP_ENDPOINT: "), "{error}");
        }
        let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h");
        let error = read(&[endpoint, ("OTEL_EXPORTER_OTLP_HEADERS", "secret")]).unwrap_err();
        assert!(error.contains("name=value") && !error.contains("secret"), "{error}");
    }
}
