//! [`AwsSdkHttpClient`]: a transport under the AWS SDK for Rust.

use std::{sync::Arc, time::Duration};

use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    shared::IntoShared,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use super::{SharedTransport, Transport, TransportError, TransportErrorKind, foreign::Foreign};
use crate::body::Body;

/// The HTTP client of an AWS SDK client that sends through a [`Transport`]: code on `aws-sdk-sqs` runs on the mock, in process.
///
/// Give it to `http_client` of the SDK's configuration. The SDK's read timeout counts where it has a way to sleep;
/// its connect timeout does not, for whether there are connections at all is the transport's own affair.
#[derive(Clone, Debug)]
pub struct AwsSdkHttpClient {
    transport: SharedTransport,
}

impl AwsSdkHttpClient {
    /// Makes an HTTP client of `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport) }
    }
}

impl HttpClient for AwsSdkHttpClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        match (settings.read_timeout(), components.sleep_impl()) {
            (Some(limit), Some(sleep)) => {
                let connector = self.clone();
                SharedHttpConnector::new(Limited { connector, limit, sleep })
            }
            _ => self.clone().into_shared(),
        }
    }
}

impl HttpConnector for AwsSdkHttpClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let transport = Arc::clone(&self.transport);
        HttpConnectorFuture::new(async move { exchange(&*transport, request).await })
    }
}

/// A connector with the SDK's read timeout.
#[derive(Debug)]
struct Limited {
    connector: AwsSdkHttpClient,
    limit: Duration,
    sleep: SharedAsyncSleep,
}

impl HttpConnector for Limited {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (answer, elapsed) = (self.connector.call(request), self.sleep.sleep(self.limit));
        HttpConnectorFuture::new(async move {
            tokio::select! {
                biased;
                answer = answer => answer,
                () = elapsed => Err(ConnectorError::timeout("the read timeout passed".into())),
            }
        })
    }
}

async fn exchange(transport: &dyn Transport, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let response = transport.send(request.map(into_body)).await.map_err(connector_error)?;
    HttpResponse::try_from(response.map(into_sdk_body))
        .map_err(|error| ConnectorError::other(error.into(), None))
}

fn connector_error(error: TransportError) -> ConnectorError {
    match error.kind() {
        TransportErrorKind::Connect => ConnectorError::io(error.into()).never_connected(),
        TransportErrorKind::ConnectionLost | TransportErrorKind::Body => ConnectorError::io(error.into()),
        TransportErrorKind::Timeout => ConnectorError::timeout(error.into()),
        TransportErrorKind::InvalidRequest | TransportErrorKind::BodyTooLarge => {
            ConnectorError::user(error.into())
        }
        TransportErrorKind::Other => ConnectorError::other(error.into(), None),
    }
}

fn into_body(body: SdkBody) -> Body {
    match body.bytes() {
        Some(bytes) => Body::from(Bytes::copy_from_slice(bytes)),
        None => Body::from_stream(Foreign::new(body)),
    }
}

fn into_sdk_body(body: Body) -> SdkBody {
    match body.as_bytes() {
        Some(bytes) => SdkBody::from(bytes),
        None => SdkBody::from_body_1_x(body),
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_async::rt::sleep::Sleep;
    use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
    use http::{Request, Response};

    use super::*;
    use crate::transport::transport_fn;

    /// The SDK's own clock, here tokio's.
    #[derive(Clone, Debug)]
    struct TokioSleep;

    impl AsyncSleep for TokioSleep {
        #[expect(clippy::disallowed_methods, reason = "the SDK has a clock of its own")]
        fn sleep(&self, duration: Duration) -> Sleep {
            Sleep::new(tokio::time::sleep(duration))
        }
    }

    fn connector(transport: impl Transport, settings: &HttpConnectorSettings) -> SharedHttpConnector {
        let components = RuntimeComponentsBuilder::for_tests().with_sleep_impl(Some(TokioSleep));
        AwsSdkHttpClient::new(transport).http_connector(settings, &components.build().unwrap())
    }

    fn request(body: SdkBody) -> HttpRequest {
        let request = Request::post("http://localhost/path").header("x-amz-target", "AmazonSQS.SendMessage");
        request.body(body).unwrap().try_into().unwrap()
    }

    #[tokio::test]
    async fn sends_through_the_transport() {
        let transport = transport_fn(|request: Request<Body>| async move {
            assert_eq!(request.uri().path(), "/path");
            assert_eq!(request.headers()["x-amz-target"], "AmazonSQS.SendMessage");
            Ok(Response::builder().status(202).header("x-id", "1").body(request.into_body()).unwrap())
        });
        let connector = connector(transport, &HttpConnectorSettings::default());
        for body in [SdkBody::from("ping"), SdkBody::from_body_1_x(Body::from_stream(Body::from("ping")))] {
            let response = connector.call(request(body)).await.unwrap();
            assert_eq!((response.status().as_u16(), response.headers().get("x-id")), (202, Some("1")));
            let body = Body::from_stream(Foreign::new(response.into_body()));
            assert_eq!(body.into_bytes(10).await.unwrap(), "ping");
        }
    }

    #[tokio::test]
    async fn tells_the_sdk_what_kind_of_failure_it_was() {
        let fails = |kind| {
            let transport = transport_fn(move |_| async move { Err(TransportError::new(kind, "it failed")) });
            connector(transport, &HttpConnectorSettings::default())
        };
        let error = async |kind| fails(kind).call(request(SdkBody::empty())).await.unwrap_err();
        assert!(error(TransportErrorKind::Connect).await.is_io());
        assert!(error(TransportErrorKind::ConnectionLost).await.is_io());
        assert!(error(TransportErrorKind::Timeout).await.is_timeout());
        assert!(error(TransportErrorKind::InvalidRequest).await.is_user());
        assert!(error(TransportErrorKind::Other).await.is_other());
    }

    #[tokio::test(start_paused = true)]
    async fn honours_the_sdks_read_timeout() {
        let settings = HttpConnectorSettings::builder().read_timeout(Duration::from_secs(3)).build();
        let never = transport_fn(|_| std::future::pending());
        let error = connector(never, &settings).call(request(SdkBody::empty())).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        let prompt = transport_fn(|_| async { Ok(Response::new(Body::empty())) });
        assert!(connector(prompt, &settings).call(request(SdkBody::empty())).await.is_ok());
    }
}
