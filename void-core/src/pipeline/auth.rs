//! As whom the calls go out.

use http::Request;

use crate::{
    body::Body, clock::Timestamp, config::Config, credentials::SharedCredentials, error::CallErrorKind,
    signing::Signer,
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
    pub(super) fn of(config: &Config, signing_name: &str) -> Self {
        if config.unsigned {
            return Self::Unsigned;
        }
        let own_transport = config.transport.is_some();
        match (&config.credentials, &config.region) {
            (Some(credentials), Some(region)) => Self::signed(credentials, region, signing_name),
            (Some(credentials), None) if own_transport => {
                Self::signed(credentials, MOCK_REGION, signing_name)
            }
            (Some(_), None) => Self::Missing(no_region()),
            (None, _) if own_transport => Self::Unsigned,
            (None, _) => Self::Missing(config.looked_for_credentials.clone().unwrap_or_else(no_credentials)),
        }
    }

    fn signed(credentials: &SharedCredentials, region: &str, signing_name: &str) -> Self {
        Self::Signed { credentials: credentials.clone(), signer: Box::new(Signer::new(region, signing_name)) }
    }

    /// Signs `request` as sent at `now`.
    pub(super) async fn apply(
        &self,
        request: &mut Request<Body>,
        now: Timestamp,
    ) -> Result<(), CallErrorKind> {
        match self {
            Self::Unsigned => Ok(()),
            Self::Missing(message) => Err(CallErrorKind::Config(message.clone())),
            Self::Signed { credentials, signer } => {
                let credentials =
                    credentials.credentials().await.map_err(|error| CallErrorKind::Config(chain(&error)))?;
                signer
                    .sign(request, &credentials, now)
                    .map_err(|error| CallErrorKind::InvalidRequest(error.to_string()))
            }
        }
    }
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
