//! URLs that others may send requests to.

use std::time::Duration;

use ::object_store::{
    Result,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer, Url},
};
use async_trait::async_trait;

use super::{
    errors::{of_path, other},
    store::VoidObjectStore,
};

/// Headers that the signature has for itself, or does not cover.
const REFUSED: [&str; 10] = [
    "authorization",
    "content-length",
    "expect",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amzn-trace-id",
];

#[async_trait]
impl Signer for VoidObjectStore {
    async fn signed_url(&self, method: Method, path: &Path, expires_in: Duration) -> Result<Url> {
        self.signed_url_opts(method, path, expires_in, &SignedUrlOptions::default()).await
    }

    async fn signed_url_opts(
        &self,
        method: Method,
        path: &Path,
        expires_in: Duration,
        options: &SignedUrlOptions,
    ) -> Result<Url> {
        check(options)?;
        let (parameters, headers) = (&options.extra_query, &options.signed_headers);
        let call = self.client.get_object(&self.bucket, path.as_ref());
        let url = call.presign_as(method, parameters, headers, expires_in).await;
        let url = url.map_err(|error| of_path(path, error))?;
        Url::parse(&url).map_err(|error| other(format!("{path}: the signed URL is none: {error}")))
    }
}

/// Refuses what would not be part of what the signature grants.
fn check(options: &SignedUrlOptions) -> Result<()> {
    for (name, _) in &options.extra_query {
        let is_reserved = name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"));
        if name.is_empty() || is_reserved {
            return Err(other(format!(
                "{name:?} can't be a parameter of a signed URL: signatures have those"
            )));
        }
    }
    match options.signed_headers.keys().find(|name| REFUSED.contains(&name.as_str())) {
        Some(name) => Err(other(format!("{name:?} can't be signed: the signature has it, or leaves it out"))),
        None => Ok(()),
    }
}
