//! [`Sources`]: what the environment and the shared files say, and where: for a tool that shows it or adds defaults of its own.

use super::{ConfigError, Environment, load};
use crate::pipeline::Service;

/// A setting, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What it is set to.
    pub value: String,
    /// Where it is: the variable `AWS_REGION`, or the name of a setting in a profile.
    pub origin: String,
}

/// What a [`Config`](super::Config) is made of that reads an environment, with where each setting was found.
///
/// ```
/// use void_core::config::{Environment, Sources};
///
/// let sources = Sources::read(&Environment::from_vars([("AWS_REGION", "eu-central-1")]))?;
/// let region = sources.region().expect("it is set");
/// assert_eq!((region.value.as_str(), region.origin.as_str()), ("eu-central-1", "AWS_REGION"));
/// assert_eq!(sources.profile(), "default");
/// assert_eq!(sources.credentials(), None);
/// # Ok::<(), void_core::config::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Sources {
    loaded: load::Loaded,
}

impl Sources {
    /// Reads `environment` and the shared files, as [`Config::from_environment`](super::Config::from_environment) does.
    ///
    /// # Errors
    ///
    /// As for [`Config::from_env`](super::Config::from_env).
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { loaded: load::load(environment)? })
    }

    /// The profile in force, which need not exist when it is `default`.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.loaded.profile.name
    }

    /// The endpoint that is configured for `service`: its own, else that of all services.
    #[must_use]
    pub fn endpoint(&self, service: &Service) -> Option<Setting> {
        self.loaded.endpoints.of(service).map(Setting::from)
    }

    /// Whether configured endpoints are turned off: each service is called at its own in the region.
    #[must_use]
    pub const fn ignores_endpoints(&self) -> bool {
        self.loaded.endpoints.are_ignored()
    }

    /// The region that calls are signed for.
    #[must_use]
    pub fn region(&self) -> Option<Setting> {
        self.loaded.region.clone().map(Setting::from)
    }

    /// Where the credentials were found, without what they are; `None` where there are none.
    #[must_use]
    pub fn credentials(&self) -> Option<&str> {
        self.loaded.credentials.as_ref().ok().map(|(_, origin)| origin.as_str())
    }
}

impl From<(String, String)> for Setting {
    fn from((value, origin): (String, String)) -> Self {
        Self { value, origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::ServiceError, signing::Rules};

    const SERVICE: Service = Service {
        name: "streams",
        aws_name: "Kinesis",
        signing_name: "kinesis",
        rules: Rules::Standard,
        error_in_body: None,
        decode_error: |parts, _body| ServiceError {
            code: String::new(),
            query_code: None,
            message: String::new(),
            status: parts.status,
            request_id: None,
        },
    };

    fn read<const N: usize>(variables: [(&str, &str); N]) -> Sources {
        const CONFIG: &str = "[profile dev]\nregion = eu-north-1\nendpoint_url = http://file:1\n\
                              aws_access_key_id = KEY\naws_secret_access_key = hidden\n";
        let variables = variables.into_iter().chain([("AWS_CONFIG_FILE", "/config")]);
        Sources::read(&Environment::from_vars(variables).with_file("/config", CONFIG)).unwrap()
    }

    #[test]
    fn each_setting_says_where_it_is() {
        let sources = read([("AWS_PROFILE", "dev")]);
        assert_eq!(sources.profile(), "dev");
        assert_eq!(sources.region().unwrap().origin, "`region` in the profile \"dev\"");
        let endpoint = sources.endpoint(&SERVICE).unwrap();
        assert_eq!(endpoint.value, "http://file:1");
        assert_eq!(endpoint.origin, "`endpoint_url` in the profile \"dev\"");
        assert_eq!(sources.credentials(), Some("`aws_access_key_id` in the profile \"dev\""));
        assert!(!format!("{sources:?}").contains("hidden"));

        let sources = read([
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_ENDPOINT_URL_KINESIS", "http://variable:1"),
            ("VOID_ACCESS_KEY_ID", "A"),
            ("VOID_SECRET_ACCESS_KEY", "B"),
        ]);
        assert_eq!(sources.region().unwrap().origin, "AWS_DEFAULT_REGION");
        assert_eq!(sources.endpoint(&SERVICE).unwrap().origin, "AWS_ENDPOINT_URL_KINESIS");
        assert_eq!(sources.credentials(), Some("VOID_ACCESS_KEY_ID"));
    }

    #[test]
    fn what_is_not_set_is_nowhere() {
        let sources = read([]);
        assert_eq!((sources.region(), sources.endpoint(&SERVICE), sources.credentials()), (None, None, None));
        assert!(!sources.ignores_endpoints());
        let ignoring =
            read([("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), ("AWS_ENDPOINT_URL", "http://a")]);
        assert!(ignoring.ignores_endpoints() && ignoring.endpoint(&SERVICE).is_none());
    }
}
