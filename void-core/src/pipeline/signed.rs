//! What a pipeline signs apart from calls, and where its calls go.

use std::time::Duration;

use http::{Request, Uri};

use super::{HostPrefix, Pipeline, auth};
use crate::{body::Body, error::CallError, signing::PolicySigner};

impl Pipeline {
    /// The URL that `request` would be presigned with: who has it may send the request until `expires_in` has passed, at
    /// least 1 s and at most 7 days. The `operation` is for the error.
    ///
    /// Whoever sends it sends the same method and headers. Under S3's rules the body is not signed.
    ///
    /// See [Authenticating Requests: Using Query Parameters][documentation].
    ///
    /// [documentation]: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    ///
    /// # Errors
    ///
    /// [`Config`] without credentials, also where calls are unsigned, and
    /// [`InvalidRequest`] for what can't be signed.
    ///
    /// [`Config`]: crate::CallErrorKind::Config
    /// [`InvalidRequest`]: crate::CallErrorKind::InvalidRequest
    pub async fn presign(
        &self,
        operation: &'static str,
        mut request: Request<Body>,
        expires_in: Duration,
    ) -> Result<Uri, CallError> {
        let inner = &*self.inner;
        let presigned = async {
            *request.uri_mut() = inner.url(request.uri(), request.extensions().get())?;
            let (signer, credentials) = inner.auth.signing().await?;
            let now = inner.skew.now(&*inner.config.clock);
            signer.presign(&request, &credentials, now, expires_in).map_err(|error| auth::invalid(&error))
        };
        presigned.await.map_err(|kind| CallError::new(operation, kind))
    }

    /// Gets ready to sign the policy of a browser's upload, as of now.
    ///
    /// # Errors
    ///
    /// [`Config`] without credentials, also where calls are unsigned.
    ///
    /// [`Config`]: crate::CallErrorKind::Config
    pub async fn policy_signer(&self, operation: &'static str) -> Result<PolicySigner, CallError> {
        let inner = &*self.inner;
        let (signer, credentials) =
            inner.auth.signing().await.map_err(|kind| CallError::new(operation, kind))?;
        Ok(signer.policy(&credentials, inner.skew.now(&*inner.config.clock)))
    }

    /// The URL that a request goes to whose URI is `uri`, and whose extension `host` is.
    ///
    /// # Errors
    ///
    /// [`Config`] for an endpoint that is none, and [`InvalidRequest`] for what makes no URL.
    ///
    /// [`Config`]: crate::CallErrorKind::Config
    /// [`InvalidRequest`]: crate::CallErrorKind::InvalidRequest
    pub fn url(
        &self,
        operation: &'static str,
        uri: &Uri,
        host: Option<&HostPrefix>,
    ) -> Result<Uri, CallError> {
        self.inner.url(uri, host).map_err(|kind| CallError::new(operation, kind))
    }

    /// Whether calls go to the service's own endpoint, because none is configured.
    #[must_use]
    pub fn endpoint_is_default(&self) -> bool {
        self.inner.config.endpoint_for(&self.inner.service).is_none()
    }

    /// The host that calls go to, without the port; `None` where that is not known: each call's error says why.
    #[must_use]
    pub fn endpoint_host(&self) -> Option<&str> {
        self.inner.endpoint.as_ref().ok().map(super::Endpoint::host)
    }
}
