//! Judging the endpoint that the environment names: its address, who calls, and what it is known to do otherwise.

use std::{env, fmt::Display, fs};

use void_core::{Config, Credentials};

/// The value of an environment variable that a judge sets.
///
/// # Panics
///
/// When it is not set: without an endpoint there is nothing to judge.
#[must_use]
pub fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this test needs an endpoint"))
}

/// The configuration of a client of the endpoint, with this secret.
#[must_use]
pub fn config(secret: &str) -> Config {
    Config::builder()
        .endpoint_url(variable("VOID_TEST_ENDPOINT"))
        .region(variable("VOID_REGION"))
        .credentials(Credentials::new(variable("VOID_ACCESS_KEY_ID"), secret))
        .build()
}

/// Runs a case that is called `name`. One that the endpoint is known to fail has to fail, unless the reason begins with
/// `at times`: what it then does depends on chance.
///
/// # Panics
///
/// When the case fails, or passes though it is known to fail.
pub async fn judge<E>(name: &str, case: impl Future<Output = Result<(), E>> + Send + 'static)
where
    E: Display + Send + 'static,
{
    let outcome = match tokio::spawn(case).await {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(panic.to_string()),
    };
    match (outcome, known_difference(name)) {
        (Ok(()), None) => {}
        (Err(error), None) => panic!("{error}"),
        (Err(error), Some(reason)) => println!("differs as known ({reason}): {error}"),
        (Ok(()), Some(reason)) if reason.starts_with("at times") => println!("did not differ: {reason}"),
        (Ok(()), Some(reason)) => panic!("passes, though it is said to differ: {reason}"),
    }
}

/// Why the endpoint is known to fail `case`, if it is.
fn known_difference(case: &str) -> Option<String> {
    let path = env::var("VOID_TEST_DIFFERENCES").ok()?;
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    differences(&text).find(|(name, _)| *name == case).map(|(_, reason)| reason.to_owned())
}

/// The cases that a list of differences names, each with its reason.
fn differences(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").expect("a difference is a case and a reason"))
}

#[cfg(test)]
mod tests {
    use super::differences;

    macro_rules! names {
        ($($module:ident { $($case:ident)* })*) => {
            [$($(concat!(stringify!($module), "::", stringify!($case)),)*)*].as_slice()
        };
    }

    /// A difference of a case that was renamed would be known, and never be found again.
    #[test]
    fn every_known_difference_is_of_a_case() {
        for (text, cases) in [
            (include_str!("../../foreign/differences-moto-queues.txt"), crate::cases!(names)),
            (include_str!("../../foreign/differences-moto-streams.txt"), crate::stream_cases!(names)),
            (include_str!("../../foreign/differences-kinesalite.txt"), crate::stream_cases!(names)),
            (include_str!("../../foreign/differences-moto-storage.txt"), crate::storage_cases!(names)),
            (include_str!("../../foreign/differences-s3s-fs.txt"), crate::storage_cases!(names)),
        ] {
            for (case, _) in differences(text) {
                assert!(cases.contains(&case), "{case} is no case");
            }
        }
    }
}
