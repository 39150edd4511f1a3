//! Credentials from the endpoint that a container runtime offers to what runs in it, as
//! [AWS documents it](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).

mod source;

use std::{fmt, time::Duration};

use async_trait::async_trait;
use http::{HeaderValue, Request, StatusCode, header};
use serde::Deserialize;

pub(crate) use self::source::Source;
use super::{Credentials, CredentialsError, ProvideCredentials, SharedCredentials};
use crate::{
    body::Body,
    clock::{Clock, SystemClock, Timestamp},
    config::Environment,
    time::timeout,
    transport::SharedTransport,
};

const ATTEMPTS: u32 = 3;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_secs(1);
const BODY_LIMIT: usize = 64 * 1024;

/// The provider for `source`, or why there can't be one.
#[cfg(feature = "http")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature `http` there is no provider")]
pub(crate) fn provider(source: Source, environment: Environment) -> Result<SharedCredentials, String> {
    let transport = std::sync::Arc::new(crate::transport::HttpTransport::new());
    Ok(std::sync::Arc::new(ContainerCredentials::new(source, environment, transport)))
}

#[cfg(not(feature = "http"))]
pub(crate) fn provider(_source: Source, _environment: Environment) -> Result<SharedCredentials, String> {
    Err("the container's credentials are fetched with void-core's feature `http`, which is off".to_owned())
}

/// Fetches credentials from the container's endpoint.
pub(crate) struct ContainerCredentials {
    source: Source,
    environment: Environment,
    transport: SharedTransport,
    clock: SystemClock,
}

#[cfg_attr(not(any(feature = "http", test)), expect(dead_code, reason = "fetched over HTTP only"))]
impl ContainerCredentials {
    pub(crate) fn new(source: Source, environment: Environment, transport: SharedTransport) -> Self {
        Self { source, environment, transport, clock: SystemClock::new() }
    }

    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let mut request = Request::get(&self.source.url).header(header::ACCEPT, "application/json");
        if let Some(token) = self.token()? {
            request = request.header(header::AUTHORIZATION, token);
        }
        let request =
            request.body(Body::empty()).map_err(|error| self.error("can't be asked").caused_by(error))?;
        let response = self
            .transport
            .send(request)
            .await
            .map_err(|error| self.error("does not answer").caused_by(error))?;
        let (parts, body) = response.into_parts();
        if parts.status != StatusCode::OK {
            return Err(self.error(&format!("answered with status {}", parts.status.as_u16())));
        }
        let body = body
            .into_bytes(BODY_LIMIT)
            .await
            .map_err(|error| self.error("broke off its answer").caused_by(error))?;
        self.read(&body)
    }

    fn token(&self) -> Result<Option<HeaderValue>, CredentialsError> {
        let text = match &self.source.token_file {
            Some(path) => {
                let path = self.environment.path(path).ok_or_else(|| {
                    self.error("wants a token from a file in the home directory, which is not known")
                })?;
                let content = self.environment.read(&path).map_err(|error| {
                    self.error(&format!("wants the token in {}, which can't be read", path.display()))
                        .caused_by(error)
                })?;
                Some(content.ok_or_else(|| {
                    self.error(&format!("wants the token in {}, which is not there", path.display()))
                })?)
            }
            None => self.environment.setting("CONTAINER_AUTHORIZATION_TOKEN").map(|(token, _name)| token),
        };
        let Some(text) = text else { return Ok(None) };
        // The end of the file's last line is not part of the token; any other line end would be another header.
        let mut token = HeaderValue::from_str(text.trim_end_matches(['\r', '\n']))
            .map_err(|_| self.error("can't be sent its token, which is not a header's value"))?;
        token.set_sensitive(true);
        Ok(Some(token))
    }

    fn read(&self, body: &[u8]) -> Result<Credentials, CredentialsError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            access_key_id: String,
            secret_access_key: String,
            token: Option<String>,
            expiration: Option<String>,
        }
        // The parser's message may quote the answer, so it is not passed on.
        let answer: Answer = serde_json::from_slice(body)
            .map_err(|_| self.error("answered with something else than credentials"))?;
        let expires_at = answer
            .expiration
            .map(|text| parse_date(&text).ok_or_else(|| self.error(&format!("gave the date {text:?}"))))
            .transpose()?;
        Ok(Credentials {
            access_key_id: answer.access_key_id,
            secret_access_key: answer.secret_access_key,
            session_token: answer.token,
            expires_at,
        })
    }

    fn error(&self, what: &str) -> CredentialsError {
        CredentialsError::new(format!("the container's credentials endpoint {} {what}", self.source.url))
    }
}

#[async_trait]
impl ProvideCredentials for ContainerCredentials {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut attempt = 1;
        loop {
            let fetched =
                timeout(&self.clock, ATTEMPT_TIMEOUT, self.fetch()).await.unwrap_or_else(|_elapsed| {
                    Err(self.error(&format!("did not answer within {ATTEMPT_TIMEOUT:?}")))
                });
            match fetched {
                Err(_) if attempt < ATTEMPTS => attempt += 1,
                result => return result,
            }
            self.clock.sleep_until(self.clock.now() + PAUSE).await;
        }
    }
}

impl fmt::Debug for ContainerCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ContainerCredentials").field("url", &self.source.url).finish_non_exhaustive()
    }
}

/// `2026-01-31T12:00:00Z`, with or without parts of a second.
fn parse_date(text: &str) -> Option<Timestamp> {
    let (whole, zone) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, fraction.trim_start_matches(|digit: char| digit.is_ascii_digit())),
        None => text.strip_suffix('Z').map(|whole| (whole, "Z"))?,
    };
    let plain = zone == "Z" && whole.len() == 19 && whole.is_ascii();
    plain.then(|| Timestamp::parse_amz_date(&format!("{}Z", whole.replace(['-', ':'], ""))))?
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use super::*;
    use crate::transport::transport_fn;

    const ANSWER: &str = r#"{"AccessKeyId":"AKID","SecretAccessKey":"SECRET","Token":"TOKEN",
        "Expiration":"2015-08-30T12:36:00Z","RoleArn":"ignored"}"#;

    fn environment<const N: usize>(variables: [(&str, &str); N]) -> Environment {
        Environment::from_vars(variables)
    }

    fn answering(environment: &Environment, status: u16, body: &'static str) -> ContainerCredentials {
        let source = Source::find(environment).unwrap().unwrap();
        let expected = "a secret token";
        let transport = transport_fn(move |request| async move {
            let status = match request.headers().get(header::AUTHORIZATION) {
                Some(token) if token != expected => 401,
                Some(token) if !token.is_sensitive() => 500,
                _ => status,
            };
            Ok(http::Response::builder().status(status).body(Body::from(body)).unwrap())
        });
        ContainerCredentials::new(source, environment.clone(), Arc::new(transport))
    }

    #[tokio::test]
    async fn reads_what_the_endpoint_gives() {
        let environment = environment([("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")]);
        let credentials = answering(&environment, 200, ANSWER).credentials().await.unwrap();
        let expected = Credentials {
            access_key_id: "AKID".to_owned(),
            secret_access_key: "SECRET".to_owned(),
            session_token: Some("TOKEN".to_owned()),
            expires_at: Some(Timestamp::from_secs(1_440_938_160)),
        };
        assert_eq!(credentials, expected);
    }

    #[tokio::test]
    async fn sends_the_token_from_the_file_before_the_one_in_the_variable() {
        let url = ("VOID_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x");
        let token = ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "a secret token");
        let file = ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/run/token");
        let by_variable = environment([url, token]);
        assert!(answering(&by_variable, 200, ANSWER).credentials().await.is_ok());
        let wrong = ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "another");
        let by_file = environment([url, wrong, file]).with_file("/run/token", "a secret token\n");
        assert!(answering(&by_file, 200, ANSWER).credentials().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_of_two_lines_is_refused() {
        let variables = [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/x"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/run/token"),
        ];
        let environment = environment(variables).with_file("/run/token", "secret\r\nX-Other: 1\n");
        let error = answering(&environment, 200, ANSWER).credentials().await.unwrap_err().to_string();
        assert!(error.contains("not a header's value") && !error.contains("secret"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn asks_three_times_and_then_says_what_it_got() {
        let environment = environment([("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")]);
        let asked = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&asked);
        let transport = transport_fn(move |_request| {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                if number == 1 {
                    std::future::pending::<()>().await;
                }
                Ok(http::Response::builder().status(503).body(Body::empty()).unwrap())
            }
        });
        let source = Source::find(&environment).unwrap().unwrap();
        let provider = ContainerCredentials::new(source, environment, Arc::new(transport));
        let error = provider.credentials().await.unwrap_err();
        assert!(error.to_string().ends_with("answered with status 503"), "{error}");
        assert_eq!(asked.load(Ordering::Relaxed), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_no_credentials_is_not_quoted() {
        let environment = environment([("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x")]);
        let error =
            answering(&environment, 200, r#"{"SecretAccessKey":"SECRET"}"#).credentials().await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET\""), "{error:?}");
    }

    #[test]
    fn reads_dates_with_and_without_parts_of_a_second() {
        let expected = Some(Timestamp::from_secs(1_440_938_160));
        for text in ["2015-08-30T12:36:00Z", "2015-08-30T12:36:00.123456Z"] {
            assert_eq!(parse_date(text), expected, "{text}");
        }
        for text in ["2015-08-30T12:36:00", "2015-08-30T12:36:00+02:00", "2015-08-30", "", ".Z"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
