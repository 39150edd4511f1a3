//! The official SDK as a user has it, with our mock under it. See `tests/`.

use aws_sdk_sqs::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::MessageAttributeValue,
};
use void_core::transport::{AwsSdkHttpClient, Transport};

/// The official client on `transport`, signing with this access key.
#[must_use]
pub fn client_with_key(transport: impl Transport, access_key: &str, secret: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(access_key, secret, None, None, "tests"))
        .endpoint_url("http://localhost:4566")
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .http_client(AwsSdkHttpClient::new(transport))
        .build();
    Client::from_conf(config)
}

/// The official client on `transport`.
#[must_use]
pub fn client(transport: impl Transport) -> Client {
    client_with_key(transport, "test", "test")
}

/// A string attribute.
#[must_use]
pub fn string(value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder().data_type("String").string_value(value).build().expect("a type is set")
}

/// The code of an error that the service answered with, as the SDK tells it; its whole text where it is another error.
pub fn code<E: ProvideErrorMetadata + std::error::Error + 'static, R: std::fmt::Debug>(
    error: &SdkError<E, R>,
) -> String {
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some(code) => code.to_owned(),
        None => format!("{error:?}"),
    }
}
