//! As whom the calls go out.

use http::Request;

use super::Service;
use crate::{
    body::Body,
    clock::Timestamp,
    config::Config,
    credentials::{Credentials, SharedCredentials},
    error::CallErrorKind,
    signing::{Chunked, Signer, SigningError},
};

/// The region that a mock is signed for where none is configured.
pub(super) const MOCK_REGION: &str = "us-east-1";

/// Whether calls are signed, and with what.
#[derive(Debug)]
pub(super) enum Auth {
    /// The transport needs no signature, or the caller wants none.
    Unsigned,
    Signed {
        credentials: SharedCredentials,
        signer: Box<Signer>,
    },
    /// Every call fails: the message says what to do.
    Missing(String),
}

impl Auth {
    /// With credentials, calls are signed. Without any they go out unsigned where the caller brought a transport, which is
    /// a mock then or a wrapper of one; a real endpoint would refuse them.
    pub(super) fn of(config: &Config, service: &Service) -> Self {
        if config.unsigned {
            return Self::Unsigned;
        }
        let own_transport = config.transport.is_some();
        match (&config.credentials, &config.region) {
            (Some(credentials), Some(region)) => Self::signed(credentials, region, service),
            (Some(credentials), None) if own_transport => Self::signed(credentials, MOCK_REGION, service),
            (Some(_), None) => Self::Missing(no_region()),
            (None, _) if own_transport => Self::Unsigned,
            (None, _) => Self::Missing(config.looked_for_credentials.clone().unwrap_or_else(no_credentials)),
        }
    }

    fn signed(credentials: &SharedCredentials, region: &str, service: &Service) -> Self {
        let signer = Signer::new(region, service.signing_name).rules(service.rules);
        Self::Signed { credentials: credentials.clone(), signer: Box::new(signer) }
    }

    /// Signs `request` as sent at `now`.
    pub(super) async fn apply(
        &self,
        request: &mut Request<Body>,
        now: Timestamp,
    ) -> Result<(), CallErrorKind> {
        match self {
            Self::Unsigned => {
                if let Some(chunked) = Chunked::announce(request, false).map_err(|error| invalid(&error))? {
                    chunked.encode(request, None);
                }
                Ok(())
            }
            Self::Missing(message) => Err(CallErrorKind::Config(message.clone())),
            Self::Signed { credentials, signer } => {
                let credentials = find(credentials).await?;
                signer.sign(request, &credentials, now).map_err(|error| invalid(&error))
            }
        }
    }

    /// The signer, and whom it signs for now: for what is signed apart from a call.
    pub(super) async fn signing(&self) -> Result<(&Signer, Credentials), CallErrorKind> {
        match self {
            Self::Unsigned => Err(CallErrorKind::Config(no_credentials())),
            Self::Missing(message) => Err(CallErrorKind::Config(message.clone())),
            Self::Signed { credentials, signer } => Ok((signer, find(credentials).await?)),
        }
    }
}

async fn find(credentials: &SharedCredentials) -> Result<Credentials, CallErrorKind> {
    credentials.credentials().await.map_err(|error| CallErrorKind::Config(chain(&error)))
}

pub(super) fn invalid(error: &SigningError) -> CallErrorKind {
    CallErrorKind::InvalidRequest(error.to_string())
}

pub(super) fn no_region() -> String {
    "there is no region: set VOID_REGION or AWS_REGION, `region` in the shared config file, or `ConfigBuilder::region`"
        .to_owned()
}

fn no_credentials() -> String {
    "there are no credentials: give them with `ConfigBuilder::credentials`, or load them with `Config::from_env`"
        .to_owned()
}

/// An error with what caused it, in one line: the kind that takes it has no source.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
