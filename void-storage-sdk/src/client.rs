//! [`VoidStorageClient`]: a thin handle on a configuration and a transport.

mod addressing;
mod decode;
mod download;
mod encode;
mod integrity;
mod presign;
mod presign_post;
mod settings;

use std::sync::Arc;

use http::response;
use void_core::{CallOptions, Config, Pipeline, Service, ServiceError};

pub(crate) use self::download::{Check, Download};
use self::settings::Settings;
pub use self::{
    addressing::AddressingStyle,
    presign::PresignedRequest,
    presign_post::{PresignPost, PresignedPost},
};
use crate::{error::Error, operations::Operation, types::ChecksumAlgorithm, wire::Content};

/// What void-core needs to know of Void Storage.
#[must_use]
pub const fn service() -> Service {
    Service {
        name: "storage",
        aws_name: "S3",
        signing_name: "s3",
        rules: void_core::signing::Rules::S3,
        decode_error,
        error_in_body: Some(decode::error_in_body),
    }
}

fn decode_error(parts: &response::Parts, body: &[u8]) -> ServiceError {
    decode::error(parts, body)
}

/// A client of Void Storage. Cheap to clone; clones share connections, credentials and the retry budget.
///
/// Make one outside the handler and keep it. Each operation of the service is a method that gives a
/// [`Call`](crate::Call): its methods set what is optional, `.await` sends it.
#[derive(Clone, Debug)]
pub struct VoidStorageClient {
    pipeline: Pipeline,
    settings: Arc<Settings>,
}

impl VoidStorageClient {
    /// Makes a client of a configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::of(Pipeline::new(service(), config))
    }

    /// Makes a client of the process's environment and the shared files: `VOID_ENDPOINT_URL_STORAGE`,
    /// `VOID_ENDPOINT_URL`, `VOID_REGION`, `VOID_ACCESS_KEY_ID`, … or their `AWS_` counterparts
    /// ([`Config::from_env`]).
    ///
    /// # Errors
    ///
    /// `Config` when a setting can't be read. That there is no region or there are no credentials is an error of
    /// the first call that needs them.
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::of(Pipeline::from_env(service())?))
    }

    fn of(pipeline: Pipeline) -> Self {
        let settings = Settings::of(&pipeline).into();
        Self { pipeline, settings }
    }

    /// Uploads with this checksum, which the client computes, where a call does not choose. Default: CRC-64/NVME, which
    /// costs no more than CRC-32 and is the service's own default.
    ///
    /// A store that does not know it wants CRC-32, which all do.
    #[must_use]
    pub fn with_checksum(self, algorithm: impl Into<ChecksumAlgorithm>) -> Self {
        self.set(|settings| settings.checksum = Some(algorithm.into()))
    }

    /// Uploads without a checksum where a call does not choose one, for a store that takes none. What the service asks for
    /// a checksum of has one all the same.
    #[must_use]
    pub fn without_checksums(self) -> Self {
        self.set(|settings| settings.checksum = None)
    }

    /// Names the bucket in the host or in the path of each request, presigned ones too. Default: `Auto`.
    #[must_use]
    pub fn with_addressing(self, style: AddressingStyle) -> Self {
        self.set(|settings| settings.addressing = style)
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// The checksum that uploads have where a call does not choose.
    pub(crate) fn default_checksum(&self) -> Option<&ChecksumAlgorithm> {
        self.settings.checksum.as_ref()
    }

    /// The configuration that it was made of.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.pipeline.config()
    }

    /// Sends a request and reads its response, with all that belongs to the operation.
    pub(crate) async fn send<R: Operation>(&self, request: R) -> Result<R::Response, Error> {
        R::carry_out(self, request).await
    }

    /// Sends a request and reads its response.
    pub(crate) async fn exchange<R: Operation>(&self, request: R) -> Result<R::Response, Error> {
        let request = encode::request(request, &self.settings)?;
        let options = CallOptions { error_in_success: R::MAY_FAIL_LATE, ..CallOptions::default() };
        let response = if R::STREAMS {
            self.pipeline.call(R::NAME, request, options).await?.map(Content::Stream)
        } else {
            self.pipeline.call_bytes(R::NAME, request, options).await?.map(Content::Document)
        };
        decode::response::<R>(response)
    }
}
