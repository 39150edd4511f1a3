//! What the environment and the shared files say, and which of them counts.

use super::*;
use crate::{credentials::Credentials, error::ServiceError, pipeline::Service};

const SERVICE: Service = Service {
    name: "messaging",
    aws_name: "SQS",
    signing_name: "sqs",
    rules: crate::signing::Rules::Standard,
    error_in_body: None,
    decode_error: |parts, _body| ServiceError {
        code: String::new(),
        query_code: None,
        message: String::new(),
        status: parts.status,
        request_id: None,
    },
};

const CONFIG: &str = "
[default]
region = eu-west-1
endpoint_url = http://general.file:1
services = local
max_attempts = 7

[profile dev]
region = eu-north-1
aws_access_key_id = CONFIGKEY
aws_secret_access_key = configsecret

[profile role]
role_arn = arn:aws:iam::000000000000:role/x

[services local]
sqs =
  endpoint_url = http://sqs.file:1
kinesis =
  endpoint_url = http://kinesis.file:1
";

const CREDENTIALS: &str = "
[default]
aws_access_key_id = FILEKEY
aws_secret_access_key = filesecret
aws_session_token = filetoken

[dev]
aws_access_key_id = DEVKEY
aws_secret_access_key = devsecret
";

/// An environment with both files in the home directory.
fn with_files<const N: usize>(variables: [(&str, &str); N]) -> Environment {
    let variables = variables.into_iter().chain([("HOME", "/home/jane")]);
    Environment::from_vars(variables)
        .with_file("/home/jane/.aws/config", CONFIG)
        .with_file("/home/jane/.aws/credentials", CREDENTIALS)
}

fn load(environment: &Environment) -> Config {
    Config::from_environment(environment).unwrap()
}

fn refused(environment: &Environment) -> String {
    Config::from_environment(environment).unwrap_err().to_string()
}

fn endpoint(config: &Config) -> Option<String> {
    config
        .endpoint_for(&SERVICE)
        .map(|endpoint| endpoint.unwrap().url(&"/".parse().unwrap(), None).unwrap().to_string())
}

async fn credentials(config: &Config) -> Credentials {
    config.credentials.as_ref().unwrap().credentials().await.unwrap()
}

async fn key(environment: &Environment) -> String {
    credentials(&load(environment)).await.access_key_id
}

#[test]
fn ours_comes_before_theirs_and_blank_is_not_set() {
    let region = |variables: &[(&str, &str)]| {
        load(&Environment::from_vars(variables.iter().copied())).region().map(str::to_owned)
    };
    let (void, aws, old) = (("VOID_REGION", "a"), ("AWS_REGION", "b"), ("AWS_DEFAULT_REGION", "c"));
    assert_eq!(region(&[void, aws, old]).as_deref(), Some("a"));
    assert_eq!(region(&[("VOID_REGION", " "), aws, old]).as_deref(), Some("b"));
    assert_eq!(region(&[("AWS_REGION", ""), old]).as_deref(), Some("c"));
    assert_eq!(region(&[]), None);
    assert_eq!(load(&with_files([])).region(), Some("eu-west-1"));
    assert_eq!(load(&with_files([old])).region(), Some("c"));
}

#[test]
fn code_comes_before_the_environment() {
    let environment = with_files([("VOID_REGION", "a"), ("VOID_MAX_ATTEMPTS", "9")]);
    let builder =
        Config::builder().region("code").retry(RetryPolicy::attempts(2)).endpoint_url("http://code:1");
    let config = builder.environment(&environment).unwrap().build();
    assert_eq!(config.region(), Some("code"));
    assert_eq!(config.retry().max_attempts, 2);
    assert_eq!(endpoint(&config).as_deref(), Some("http://code:1/"));
    // Whichever is said first.
    let config = Config::builder().environment(&environment).unwrap().region("code").build();
    assert_eq!((config.region(), config.retry().max_attempts), (Some("code"), 9));
}

#[test]
fn endpoints_are_found_in_the_documented_order() {
    let mut variables = vec![
        ("VOID_ENDPOINT_URL_MESSAGING", "http://a:1"),
        ("AWS_ENDPOINT_URL_SQS", "http://b:1"),
        ("VOID_ENDPOINT_URL", "http://c:1"),
        ("AWS_ENDPOINT_URL", "http://d:1"),
        ("HOME", "/home/jane"),
    ];
    for expected in ["http://a:1/", "http://b:1/", "http://c:1/", "http://d:1/", "http://sqs.file:1/"] {
        let environment =
            Environment::from_vars(variables.clone()).with_file("/home/jane/.aws/config", CONFIG);
        assert_eq!(endpoint(&load(&environment)).as_deref(), Some(expected));
        variables.remove(0);
    }
    let general = Environment::from_vars([("AWS_CONFIG_FILE", "/c"), ("AWS_PROFILE", "p")])
        .with_file("/c", "[profile p]\nendpoint_url = http://general.file:1\nservices = missing");
    assert_eq!(endpoint(&load(&general)).as_deref(), Some("http://general.file:1/"));
    assert_eq!(endpoint(&load(&with_files([("AWS_PROFILE", "dev")]))), None);
}

#[test]
fn configured_endpoints_can_be_ignored_but_not_codes() {
    let ignoring = [("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), ("AWS_ENDPOINT_URL", "http://d:1")];
    assert_eq!(endpoint(&load(&with_files(ignoring))), None);
    let builder = Config::builder().endpoint_url("http://code:1").environment(&with_files(ignoring)).unwrap();
    assert_eq!(endpoint(&builder.build()).as_deref(), Some("http://code:1/"));
    let error = refused(&with_files([("VOID_IGNORE_CONFIGURED_ENDPOINT_URLS", "yes")]));
    assert_eq!(error, "VOID_IGNORE_CONFIGURED_ENDPOINT_URLS is \"yes\": it is either true or false");
}

#[test]
fn an_endpoint_that_is_none_says_where_it_is_from() {
    let config = load(&Environment::from_vars([("AWS_ENDPOINT_URL_SQS", "localhost:4566")]));
    let error = config.endpoint_for(&SERVICE).unwrap().unwrap_err();
    assert!(error.starts_with("AWS_ENDPOINT_URL_SQS: the endpoint URL \"localhost:4566\""), "{error}");
}

#[test]
fn attempts_are_a_number() {
    assert_eq!(load(&with_files([])).retry().max_attempts, 7);
    assert_eq!(load(&with_files([("AWS_MAX_ATTEMPTS", "4")])).retry().max_attempts, 4);
    for text in ["0", "-1", "many"] {
        let error = refused(&with_files([("AWS_MAX_ATTEMPTS", text)]));
        assert!(error.starts_with(&format!("AWS_MAX_ATTEMPTS is {text:?}")), "{error}");
    }
}

#[test]
fn a_bundle_of_certificates_that_is_not_there_is_an_error() {
    let error = refused(&with_files([("AWS_CA_BUNDLE", "~/bundle.pem")]));
    assert_eq!(error, "AWS_CA_BUNDLE names the file ~/bundle.pem, which is not there");
    let environment =
        with_files([("VOID_CA_BUNDLE", "~/bundle.pem")]).with_file("/home/jane/bundle.pem", "PEM");
    assert_eq!(load(&environment).ca_bundle_pem.as_deref(), Some(&b"PEM"[..]));
}

#[tokio::test]
async fn credentials_are_found_in_order_and_never_mixed() {
    let ours = [("VOID_ACCESS_KEY_ID", "OURS"), ("VOID_SECRET_ACCESS_KEY", "s")];
    let theirs =
        [("AWS_ACCESS_KEY_ID", "THEIRS"), ("AWS_SECRET_ACCESS_KEY", "t"), ("AWS_SESSION_TOKEN", "token")];
    let both = with_files([ours[0], ours[1], theirs[0], theirs[1], theirs[2]]);
    assert_eq!(credentials(&load(&both)).await, Credentials::new("OURS", "s"));
    let found = credentials(&load(&with_files(theirs))).await;
    assert_eq!((found.access_key_id.as_str(), found.session_token.as_deref()), ("THEIRS", Some("token")));
    let found = credentials(&load(&with_files([]))).await;
    assert_eq!(
        (found.access_key_id.as_str(), found.session_token.as_deref()),
        ("FILEKEY", Some("filetoken"))
    );
    // The credentials file comes before the config file, for the profile that is asked for.
    assert_eq!(key(&with_files([("AWS_PROFILE", "dev")])).await, "DEVKEY");
    let config_only = Environment::from_vars([("HOME", "/h"), ("VOID_PROFILE", "dev"), ("AWS_PROFILE", "x")])
        .with_file("/h/.aws/config", CONFIG);
    assert_eq!(key(&config_only).await, "CONFIGKEY");
}

#[test]
fn half_a_pair_of_credentials_is_an_error() {
    for (set, missing) in
        [("VOID_ACCESS_KEY_ID", "VOID_SECRET_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")]
    {
        assert_eq!(refused(&with_files([(set, "x")])), format!("{set} is set, but {missing} is not"));
    }
    let file = Environment::from_vars([("AWS_CONFIG_FILE", "/c")])
        .with_file("/c", "[default]\naws_access_key_id = A");
    assert_eq!(
        refused(&file),
        "`aws_access_key_id` in the profile \"default\" is set, but `aws_secret_access_key` in the profile \
         \"default\" is not"
    );
}

#[test]
fn without_credentials_it_says_where_it_looked() {
    let looked_for = |environment: &Environment| load(environment).looked_for_credentials.unwrap();
    let text = looked_for(&with_files([("AWS_PROFILE", "role")]));
    assert!(text.contains("\"role\" in /home/jane/.aws/config and /home/jane/.aws/credentials"), "{text}");
    assert!(text.contains("role_arn") && text.contains("export-credentials"), "{text}");
    let text = looked_for(&Environment::from_vars([("AWS_CONFIG_FILE", "~/config")]));
    assert!(text.contains("no home directory"), "{text}");
}

#[test]
fn a_profile_that_was_asked_for_exists() {
    let error = refused(&with_files([("VOID_PROFILE", "prod")]));
    assert_eq!(
        error,
        "VOID_PROFILE asks for the profile \"prod\", which is not in /home/jane/.aws/config and \
         /home/jane/.aws/credentials"
    );
    assert!(refused(&Environment::from_vars([("AWS_PROFILE", "prod")])).contains("no home directory"));
    // In the config file, a profile has the word in front.
    let bare =
        Environment::from_vars([("AWS_CONFIG_FILE", "/c"), ("AWS_PROFILE", "p")]).with_file("/c", "[p]\n");
    assert!(refused(&bare).contains("asks for"), "{bare:?}");
}

#[test]
fn the_default_profile_with_the_word_in_front_is_the_one() {
    let environment = Environment::from_vars([("AWS_CONFIG_FILE", "/c")]).with_file(
        "/c",
        "[default]\nregion = a\nmax_attempts = 5\n[profile default]\nregion = b\n[profile default]\n",
    );
    let config = load(&environment);
    assert_eq!((config.region(), config.retry().max_attempts), (Some("b"), 3));
}

#[test]
fn a_file_that_is_no_such_file_is_an_error_with_its_line() {
    let broken = Environment::from_vars([("VOID_CONFIG_FILE", "~/c"), ("HOME", "/h")])
        .with_file("/h/c", "[default]\nregion");
    assert_eq!(refused(&broken), "/h/c, line 2: neither a [section] nor a setting like name = value");
    let directory = Environment::from_vars([("AWS_SHARED_CREDENTIALS_FILE", env!("CARGO_MANIFEST_DIR"))]);
    assert!(refused(&directory).contains("can't be read"));
}

#[test]
fn files_are_read_from_the_disk() {
    let path = std::env::temp_dir().join(format!("void-core-config-{}", std::process::id()));
    std::fs::write(&path, "[default]\nregion = disk\n").unwrap();
    let environment = Environment::from_vars([("AWS_CONFIG_FILE", path.to_str().unwrap())]);
    let region = load(&environment).region().map(str::to_owned);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(region.as_deref(), Some("disk"));
}

#[test]
fn nothing_that_is_secret_shows() {
    let environment = with_files([("VOID_ACCESS_KEY_ID", "KEY"), ("VOID_SECRET_ACCESS_KEY", "verysecret")]);
    let config = load(&environment);
    let shown =
        format!("{environment:?} {config:?} {:?}", Config::builder().environment(&environment).unwrap());
    for secret in ["verysecret", "filesecret", "filetoken"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
