//! [`PresignedRequest`]: a request that others may send.

use std::{fmt, time::Duration};

use http::{HeaderMap, Method, Request};
use void_core::Body;

use super::encode;
use crate::{call::Call, error::Error, operations::Operation};

/// A request that whoever has it may send until it expires: to the URL, by the method, with the headers and any body.
///
/// [Presigned URLs](https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html).
#[derive(Clone)]
#[non_exhaustive]
pub struct PresignedRequest {
    /// The method.
    pub method: Method,
    /// The URL, signature included: who has it has what it gives.
    pub url: String,
    /// The headers that have to be sent as they are here.
    pub headers: HeaderMap,
}

impl<R: Operation> Call<'_, R> {
    /// Signs the call in place of sending it: whoever has the result may send it until `expires_in` has passed, from 1 s to
    /// 7 days. A body is left out: it is the sender's, and not signed.
    ///
    /// # Errors
    ///
    /// `Config` without credentials, `InvalidRequest` for another time and for what can't be sent.
    pub async fn presign(self, expires_in: Duration) -> Result<PresignedRequest, Error> {
        let client = self.client();
        let request = encode::presigned(self.into_request()?, &[], &client.settings)?;
        let (method, headers) = (request.method().clone(), request.headers().clone());
        let url = client.pipeline.presign(R::NAME, request, expires_in).await?.to_string();
        Ok(PresignedRequest { method, url, headers })
    }

    /// The URL of a request to the same place, by another method, and with parameters and headers of the caller's.
    #[cfg(feature = "object-store-signer")]
    pub(crate) async fn presign_as(
        self,
        method: Method,
        parameters: &[(String, String)],
        headers: &HeaderMap,
        expires_in: Duration,
    ) -> Result<String, Error> {
        let client = self.client();
        let mut request = encode::presigned(self.into_request()?, parameters, &client.settings)?;
        *request.method_mut() = method;
        request.headers_mut().extend(headers.clone());
        Ok(client.pipeline.presign(R::NAME, request, expires_in).await?.to_string())
    }
}

impl PresignedRequest {
    /// The request as it is sent, with `body`.
    ///
    /// # Panics
    ///
    /// When the URL was changed to one that is none.
    #[must_use]
    pub fn into_request(self, body: impl Into<Body>) -> Request<Body> {
        let request = Request::builder().method(self.method).uri(self.url).body(body.into());
        let mut request = request.expect("the URL is the one that was signed");
        *request.headers_mut() = self.headers;
        request
    }
}

impl fmt::Debug for PresignedRequest {
    /// Leaves the query out: the signature is in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        formatter
            .debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("url", &url)
            .finish_non_exhaustive()
    }
}
