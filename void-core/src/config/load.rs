//! Puts the settings of the environment and the shared files together.

use std::sync::Arc;

use super::{
    ConfigError, Environment,
    endpoints::Endpoints,
    shared::{Profile, SharedFiles},
};
use crate::credentials::{Credentials, SharedCredentials, container};

/// What was found. Credentials show nothing in `Debug`.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) profile: Profile,
    pub(super) endpoints: Endpoints,
    pub(super) region: Option<(String, String)>,
    pub(super) max_attempts: Option<u32>,
    pub(super) ca_bundle_pem: Option<String>,
    /// With where they were found; or where they were looked for.
    pub(super) credentials: Result<(SharedCredentials, String), String>,
}

pub(super) fn load(environment: &Environment) -> Result<Loaded, ConfigError> {
    let profile = SharedFiles::read(environment)?.profile(environment)?;
    Ok(Loaded {
        endpoints: Endpoints::load(environment, &profile)?,
        region: region(environment, &profile),
        max_attempts: max_attempts(environment, &profile)?,
        ca_bundle_pem: ca_bundle_pem(environment, &profile)?,
        credentials: credentials(environment, &profile)?,
        profile,
    })
}

fn region(environment: &Environment, profile: &Profile) -> Option<(String, String)> {
    const OLDER: &str = "AWS_DEFAULT_REGION";
    environment
        .setting("REGION")
        .or_else(|| environment.var(OLDER).map(|region| (region, OLDER.to_owned())))
        .or_else(|| profile.setting("region"))
}

fn max_attempts(environment: &Environment, profile: &Profile) -> Result<Option<u32>, ConfigError> {
    let Some((text, origin)) =
        environment.setting("MAX_ATTEMPTS").or_else(|| profile.setting("max_attempts"))
    else {
        return Ok(None);
    };
    match text.parse() {
        Ok(count) if count > 0 => Ok(Some(count)),
        _ => Err(ConfigError::new(format!("{origin} is {text:?}: it is a number of attempts, 1 or more"))),
    }
}

fn ca_bundle_pem(environment: &Environment, profile: &Profile) -> Result<Option<String>, ConfigError> {
    let Some((text, origin)) = environment.setting("CA_BUNDLE").or_else(|| profile.setting("ca_bundle"))
    else {
        return Ok(None);
    };
    let refuse = |why: &str| ConfigError::new(format!("{origin} names the file {text}, {why}"));
    let path = environment.path(&text).ok_or_else(|| refuse("but there is no home directory"))?;
    let content =
        environment.read(&path).map_err(|error| refuse(&format!("which can't be read: {error}")))?;
    content.map(Some).ok_or_else(|| refuse("which is not there"))
}

/// The first of: the environment's, the profile's, those of the container.
fn credentials(
    environment: &Environment,
    profile: &Profile,
) -> Result<Result<(SharedCredentials, String), String>, ConfigError> {
    for family in ["VOID", "AWS"] {
        let variable = |suffix: &str| {
            let name = format!("{family}_{suffix}");
            (environment.var(&name), name)
        };
        let pair = (variable("ACCESS_KEY_ID"), variable("SECRET_ACCESS_KEY"));
        if let Some(found) = whole(pair, || variable("SESSION_TOKEN").0)? {
            return Ok(Ok(found));
        }
    }
    let setting = |name: &str| {
        let value = profile.get(name).map(str::to_owned);
        (value, format!("`{name}` in the profile {:?}", profile.name))
    };
    let pair = (setting("aws_access_key_id"), setting("aws_secret_access_key"));
    if let Some(found) = whole(pair, || setting("aws_session_token").0)? {
        return Ok(Ok(found));
    }
    if let Some(source) = container::Source::find(environment)? {
        let provider = container::provider(source, environment.clone());
        return Ok(provider.map(|provider| (provider, "the container's endpoint".to_owned())));
    }
    Ok(Err(looked_for(profile)))
}

/// Credentials where both halves of the pair are there, and where that is; half of one is an error, so that nothing is signed as someone else.
fn whole(
    ((key, key_name), (secret, secret_name)): ((Option<String>, String), (Option<String>, String)),
    token: impl FnOnce() -> Option<String>,
) -> Result<Option<(SharedCredentials, String)>, ConfigError> {
    let half = |there: &str, missing: &str| ConfigError::new(format!("{there} is set, but {missing} is not"));
    match (key, secret) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(half(&key_name, &secret_name)),
        (None, Some(_)) => Err(half(&secret_name, &key_name)),
        (Some(key), Some(secret)) => {
            let mut credentials = Credentials::new(key, secret);
            credentials.session_token = token();
            Ok(Some((Arc::new(credentials), key_name)))
        }
    }
}

fn looked_for(profile: &Profile) -> String {
    /// Ways to get credentials that a profile can name and that we don't go.
    const OTHER_WAYS: [&str; 5] =
        ["role_arn", "credential_process", "sso_session", "sso_start_url", "web_identity_token_file"];
    let files = if profile.origin.is_empty() {
        "no shared file (there is no home directory)".to_owned()
    } else {
        format!("the profile {:?} in {}", profile.name, profile.origin)
    };
    let hint = OTHER_WAYS.into_iter().find(|way| profile.get(way).is_some()).map_or_else(String::new, |way| {
        format!(
            "; the profile has `{way}`, which is not supported here: run `aws configure export-credentials \
             --profile {} --format env` and set what it prints",
            profile.name
        )
    });
    format!(
        "there are no credentials in VOID_ACCESS_KEY_ID or AWS_ACCESS_KEY_ID, {files}, or \
         AWS_CONTAINER_CREDENTIALS_FULL_URI{hint}"
    )
}
