//! The endpoints that the environment and the shared files name, for whichever service asks.

use std::sync::Arc;

use super::{ConfigError, Environment, shared::Profile};
use crate::pipeline::Service;

/// Where the endpoint of a service is looked up, in the order that AWS documents for
/// [service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
#[derive(Clone, Debug, Default)]
pub(crate) struct Endpoints {
    sources: Option<Arc<Sources>>,
}

#[derive(Debug)]
struct Sources {
    environment: Environment,
    profile: Profile,
}

impl Endpoints {
    /// Reads nothing but the switch that turns configured endpoints off; the rest is read for the service that asks.
    pub(super) fn load(environment: &Environment, profile: &Profile) -> Result<Self, ConfigError> {
        const SWITCH: &str = "IGNORE_CONFIGURED_ENDPOINT_URLS";
        let (ignore, origin) = environment
            .setting(SWITCH)
            .or_else(|| profile.setting("ignore_configured_endpoint_urls"))
            .unwrap_or_default();
        let ignored = match ignore.to_ascii_lowercase().as_str() {
            "true" => true,
            "" | "false" => false,
            other => {
                return Err(ConfigError::new(format!("{origin} is {other:?}: it is either true or false")));
            }
        };
        let sources = Sources { environment: environment.clone(), profile: profile.clone() };
        Ok(Self { sources: (!ignored).then(|| Arc::new(sources)) })
    }

    /// Whether configured endpoints are turned off.
    pub(super) const fn are_ignored(&self) -> bool {
        self.sources.is_none()
    }

    /// The URL for `service`, and where it was found.
    pub(super) fn of(&self, service: &Service) -> Option<(String, String)> {
        let Sources { environment, profile } = &**self.sources.as_ref()?;
        let variable = |name: String| environment.var(&name).map(|url| (url, name));
        let [ours, theirs] = [service.name, service.aws_name].map(upper);
        variable(format!("VOID_ENDPOINT_URL_{ours}"))
            .or_else(|| variable(format!("AWS_ENDPOINT_URL_{theirs}")))
            .or_else(|| environment.setting("ENDPOINT_URL"))
            .or_else(|| profile.service_endpoint(&lower(service.name)))
            .or_else(|| profile.service_endpoint(&lower(service.aws_name)))
            .or_else(|| profile.setting("endpoint_url"))
    }
}

/// A service's name as it is in a variable.
fn upper(name: &str) -> String {
    name.to_ascii_uppercase().replace([' ', '-'], "_")
}

/// A service's name as it is in a `services` section.
fn lower(name: &str) -> String {
    name.to_ascii_lowercase().replace([' ', '-'], "_")
}
