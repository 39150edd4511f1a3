//! Requests whose path the main client would rewrite: it has URLs, where `/bucket/a/../b` is `/bucket/b`, and to a store of
//! objects those are two keys. They go out as they were signed, by the same HTTP library one layer below.

use http::{Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Pooled, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::ClientConfig;

use super::{Settings, body, classify};
use crate::{body::Body, transport::TransportError};

/// A client that sends paths as they are, with a pool of its own. Its limit on the time to connect does not cover TLS.
pub(super) type Client = Pooled<HttpsConnector<HttpConnector>, Body>;

/// Whether a URL would read the path or the query in another way than it is written.
pub(super) fn is_needed(uri: &Uri) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/%-._~!$&()*+,;=:@".contains(&byte);
    let is_dots = |segment: &str| {
        let rest = segment.strip_prefix('.').or_else(|| Some(&segment[encoded_dot(segment)?..]));
        rest.is_some_and(|rest| rest.is_empty() || rest == "." || encoded_dot(rest) == Some(rest.len()))
    };
    !uri.path().bytes().all(plain)
        || uri.query().is_some_and(|query| !query.bytes().all(|byte| plain(byte) || byte == b'?'))
        || uri.path().split('/').any(is_dots)
}

/// How long the percent-encoded dot at the start of `text` is.
fn encoded_dot(text: &str) -> Option<usize> {
    text.get(..3).filter(|start| start.eq_ignore_ascii_case("%2e")).map(str::len)
}

pub(super) fn client(settings: &Settings, tls: ClientConfig) -> Client {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(settings.connect_timeout));
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    Pooled::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(settings.idle_timeout)
        .pool_max_idle_per_host(settings.max_idle_per_host)
        .retry_canceled_requests(false)
        .build(connector)
}

pub(super) async fn send(
    client: &Client,
    request: Request<Body>,
    host: &str,
) -> Result<Response<Body>, TransportError> {
    match client.request(request).await {
        Ok(response) => Ok(response.map(body::incoming)),
        Err(error) => {
            let is_connect = error.is_connect();
            Err(classify::failed(error, is_connect, host))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_needed;

    #[test]
    fn only_what_a_url_would_rewrite_goes_another_way() {
        for path in
            ["/", "/a/b", "/a%20b/%C3%A9", "/a..b/.c/d./...", "/?a=b&c=%2E%2E", "/a//b", "/.well-known"]
        {
            assert!(!is_needed(&path.parse().unwrap()), "{path}");
        }
        for path in
            ["/.", "/a/..", "/a/../b", "/%2e/b", "/a/.%2E/b", "/a/%2E%2e", "/a|b", "/a^b", "/a{b", "/?a='"]
        {
            assert!(is_needed(&path.parse().unwrap()), "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_goes_the_usual_way_is_not_rewritten(target in "/([./a%2eE'|\\\\^~!?&=+:;,{}`]|%2e|%20|é){0,12}") {
            if let Ok(uri) = format!("http://host{target}").parse::<http::Uri>()
                && !is_needed(&uri)
            {
                let url = reqwest::Url::parse(&uri.to_string()).unwrap();
                proptest::prop_assert_eq!((url.path(), url.query()), (uri.path(), uri.query()));
            }
        }
    }
}
