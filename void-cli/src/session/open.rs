//! [`Session`]: the settings of one run of the command, and the clients that it makes of them.

use void_core::{
    Config, Credentials, Environment, HttpTransport, Service,
    config::{Setting, Sources},
};
use void_local::control::ControlClient;
use void_messaging_sdk::VoidMessagingClient;
use void_storage_sdk::VoidStorageClient;
use void_streams_sdk::VoidStreamsClient;

use super::{Endpoint, LOCAL_CLOUD};
use crate::{cli::Global, failure::Failure};

/// Who says that the local cloud is called.
const THE_LOCAL_CLOUD: &str = "the local cloud";
/// What `--endpoint` takes for the services' own endpoints.
const OWN_ENDPOINTS: &str = "aws";
/// The region of the local cloud, where none is set.
const LOCAL_REGION: &str = "us-east-1";
/// The access key of the local cloud and its secret, where none are set.
pub(crate) const LOCAL_CREDENTIALS: (&str, &str) = ("void", "void");

/// The settings of one run of the command.
#[derive(Debug)]
pub(crate) struct Session {
    environment: Environment,
    sources: Sources,
    endpoint: Option<String>,
    profile_is_typed: bool,
    region: Option<String>,
}

impl Session {
    /// Reads the environment and the shared files, and puts what was typed in front of them.
    pub(crate) fn open(global: &Global) -> Result<Self, Failure> {
        let environment = overlaid(global);
        let sources = Sources::read(&environment).map_err(|error| match &global.profile {
            Some(_) => Failure::usage(error.to_string().replacen("VOID_PROFILE", "--profile", 1)),
            None => Failure::from(error),
        })?;
        Ok(Self {
            environment,
            sources,
            endpoint: global.endpoint.clone().filter(|endpoint| endpoint != OWN_ENDPOINTS),
            profile_is_typed: global.profile.is_some(),
            region: global.region.clone(),
        })
    }

    pub(crate) fn messaging(&self) -> Result<VoidMessagingClient, Failure> {
        Ok(VoidMessagingClient::new(self.config(&void_messaging_sdk::service())?))
    }

    pub(crate) fn streams(&self) -> Result<VoidStreamsClient, Failure> {
        Ok(VoidStreamsClient::new(self.config(&void_streams_sdk::service())?))
    }

    pub(crate) fn storage(&self) -> Result<VoidStorageClient, Failure> {
        Ok(VoidStorageClient::new(self.config(&void_storage_sdk::service())?))
    }

    /// The control API of the local cloud that the settings lead to.
    pub(crate) fn control(&self) -> Result<ControlClient, Failure> {
        match self.endpoint(&void_messaging_sdk::service()) {
            Endpoint::At(setting) => Ok(ControlClient::new(HttpTransport::new(), setting.value)),
            Endpoint::Own { origin } => {
                let message =
                    format!("this is for a local cloud, and {origin} leads to the services' own endpoints");
                Err(Failure::usage(message))
            }
        }
    }

    /// The control API, where what is called is a local cloud.
    pub(crate) async fn local_cloud(&self) -> Option<ControlClient> {
        if !self.endpoint(&void_messaging_sdk::service()).is_loopback() {
            return None;
        }
        let control = self.control().ok()?;
        control.health().await.is_ok().then_some(control)
    }

    /// The control API of a local cloud on this machine.
    #[expect(clippy::unused_self, reason = "what calls something is made by the session")]
    pub(crate) fn control_at(&self, port: u16) -> ControlClient {
        ControlClient::new(HttpTransport::new(), format!("http://127.0.0.1:{port}"))
    }

    /// Whether nobody said anything else than the local cloud at its usual place.
    pub(crate) fn is_local_cloud(&self) -> bool {
        let local = Setting { value: LOCAL_CLOUD.to_owned(), origin: THE_LOCAL_CLOUD.to_owned() };
        self.endpoint(&void_messaging_sdk::service()) == Endpoint::At(local)
    }

    /// Where `service` is called.
    pub(crate) fn endpoint(&self, service: &Service) -> Endpoint {
        let at = |value: &str, origin: &str| {
            Endpoint::At(Setting { value: value.to_owned(), origin: origin.to_owned() })
        };
        match (&self.endpoint, self.sources.endpoint(service)) {
            (Some(url), _) => at(url, "--endpoint"),
            (None, Some(setting)) => Endpoint::At(setting),
            (None, None) if self.sources.ignores_endpoints() => {
                let typed = self.environment.var(IGNORE).is_some_and(|value| value == TYPED);
                let origin = if typed { "--endpoint aws" } else { "configured endpoints are ignored" };
                Endpoint::Own { origin: origin.to_owned() }
            }
            (None, None) => at(LOCAL_CLOUD, THE_LOCAL_CLOUD),
        }
    }

    /// The region that calls to `service` are signed for.
    pub(crate) fn region(&self, service: &Service) -> Option<Setting> {
        let setting =
            |value: &str, origin: &str| Setting { value: value.to_owned(), origin: origin.to_owned() };
        let typed = self.region.as_deref().map(|region| setting(region, "--region"));
        let local = || self.endpoint(service).is_loopback().then(|| setting(LOCAL_REGION, "the local cloud"));
        typed.or_else(|| self.sources.region()).or_else(local)
    }

    /// The profile in force.
    pub(crate) fn profile(&self) -> Setting {
        let origin = if self.profile_is_typed {
            "--profile"
        } else {
            let set = |name: &&str| self.environment.var(name).is_some();
            ["VOID_PROFILE", "AWS_PROFILE"].into_iter().find(set).unwrap_or("the default")
        };
        Setting { value: self.sources.profile().to_owned(), origin: origin.to_owned() }
    }

    /// Where the credentials for `service` are, if there are any: not what they are.
    pub(crate) fn credentials(&self, service: &Service) -> Option<&str> {
        let local = || self.endpoint(service).is_loopback().then_some("the local cloud");
        self.sources.credentials().or_else(local)
    }

    fn config(&self, service: &Service) -> Result<Config, Failure> {
        let endpoint = self.endpoint(service);
        let mut builder = Config::builder().environment(&self.environment)?;
        if let Endpoint::At(setting) = &endpoint {
            builder = builder.endpoint_url(&setting.value);
        }
        if let Some(region) = self.region(service) {
            builder = builder.region(region.value);
        }
        if self.sources.credentials().is_none() && endpoint.is_loopback() {
            let (key, secret) = LOCAL_CREDENTIALS;
            builder = builder.credentials(Credentials::new(key, secret));
        }
        Ok(builder.build())
    }
}

/// The switch that turns configured endpoints off, and what it is set to here.
const IGNORE: &str = "VOID_IGNORE_CONFIGURED_ENDPOINT_URLS";
const TYPED: &str = "true";

/// The process's environment with what was typed in front. A profile that was typed is to be used, so the environment's
/// credentials are not: as with `aws --profile`.
fn overlaid(global: &Global) -> Environment {
    const KEYS: [&str; 3] = ["_ACCESS_KEY_ID", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN"];
    let profile = global.profile.clone();
    let own_endpoints = global.endpoint.as_deref() == Some(OWN_ENDPOINTS);
    let is_key = |name: &str| {
        let suffix = name.strip_prefix("VOID").or_else(|| name.strip_prefix("AWS"));
        suffix.is_some_and(|suffix| KEYS.contains(&suffix))
    };
    Environment::from_fn(move |name| match (&profile, name) {
        (_, IGNORE) if own_endpoints => Some(TYPED.to_owned()),
        (Some(profile), "VOID_PROFILE") => Some(profile.clone()),
        (Some(_), name) if is_key(name) => None,
        _ => std::env::var(name).ok(),
    })
}
