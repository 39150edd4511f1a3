//! TLS by rustls on `ring`. The provider is handed in: nothing process-wide is installed or asked for.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::Settings;
use crate::transport::{TransportError, TransportErrorKind};

/// For a client that only ever makes plain connections: it trusts nobody. The HTTP client can't be built without one.
pub(super) fn none(_settings: &Settings) -> Result<ClientConfig, TransportError> {
    config(RootCertStore::empty())
}

/// Trusts the roots of Mozilla's programme, and the caller's own.
pub(super) fn with_roots(settings: &Settings) -> Result<ClientConfig, TransportError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in settings.extra_roots_pem.iter().flat_map(|pem| CertificateDer::pem_slice_iter(pem)) {
        let certificate = certificate.map_err(|error| unreadable(format!("{error:?}")))?;
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    config(roots)
}

fn config(roots: RootCertStore) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(
            |error| TransportError::new(TransportErrorKind::Other, "TLS can't be set up").with_source(error),
        )?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn unreadable(why: String) -> TransportError {
    TransportError::new(
        TransportErrorKind::InvalidRequest,
        format!("the extra root certificates can't be read as PEM: {why}"),
    )
}
