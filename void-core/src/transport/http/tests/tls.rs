//! TLS, with a certificate from an authority of our own.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::config::{Config, Environment};

pub(super) const AUTHORITY: &str = include_str!("certificates/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("certificates/server.pem");
const KEY: &[u8] = include_bytes!("certificates/server.key");

/// Answers one request over TLS, as `localhost` and `127.0.0.1`.
async fn tls_server() -> SocketAddr {
    tls_server_with(Arc::default()).await
}

/// The same, which writes down what came first on each connection.
pub(super) async fn tls_server_with(seen: Arc<std::sync::Mutex<Vec<String>>>) -> SocketAddr {
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    server(move |stream, _| {
        let (acceptor, seen) = (acceptor.clone(), Arc::clone(&seen));
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut buffer = [0; 1024];
            let count = stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0);
            seen.lock().unwrap().push(String::from_utf8_lossy(&buffer[..count]).into_owned());
            stream.write_all(OK).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    })
    .await
}

async fn get(transport: &HttpTransport, url: String) -> Result<StatusCode, TransportError> {
    let request = Request::get(url).body(Body::empty()).unwrap();
    transport.send(request).await.map(|response| response.status())
}

#[tokio::test]
async fn a_server_whose_authority_is_trusted_is_spoken_to() {
    let address = tls_server().await;
    let transport = HttpTransport::builder().extra_roots_pem(AUTHORITY).build();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/", address.port());
        assert_eq!(get(&transport, url).await.unwrap(), StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn a_server_whose_authority_is_not_trusted_gets_no_request() {
    let address = tls_server().await;
    let error = get(&HttpTransport::new(), format!("https://{address}/")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    let causes: Vec<String> =
        std::iter::successors(std::error::Error::source(&error), |cause| cause.source())
            .map(ToString::to_string)
            .collect();
    assert!(causes.iter().any(|cause| cause.contains("UnknownIssuer")), "{causes:?}");
}

#[tokio::test]
async fn the_authorities_of_the_environment_are_trusted() {
    let address = tls_server().await;
    let environment = Environment::from_vars([
        ("AWS_CA_BUNDLE", "/authority.pem".to_owned()),
        ("AWS_ENDPOINT_URL", format!("https://{address}")),
    ])
    .with_file("/authority.pem", AUTHORITY);
    let config = Config::builder().unsigned().environment(&environment).unwrap().build();
    assert_eq!(calls::call(&calls::pipeline_of(config)).await.unwrap().status(), StatusCode::OK);
}
