//! [`PresignPost`]: says what a form is to be like.

use std::{fmt, future::IntoFuture, time::Duration};

use http::Uri;

use super::{OPERATION, PresignedPost, terms::Terms};
use crate::{
    call::CallFuture,
    client::{VoidStorageClient, encode},
    error::Error,
    types::{BucketName, ObjectKey, Tag, Tagging},
    wire::xml,
};

/// A form that is to be signed: its methods set what is optional, `.await` signs it. Nothing is sent.
#[derive(Clone)]
#[must_use = "a form is signed when it is awaited"]
pub struct PresignPost<'client> {
    client: &'client VoidStorageClient,
    terms: Terms,
}

impl VoidStorageClient {
    /// Signs a form by which whoever has it, a browser for one, may post an object of its bytes: under `key`, where
    /// `${filename}` stands for the name of the file that is posted.
    ///
    /// In a presigned PUT nothing says how large the object may be; here
    /// [`content_length_range`](PresignPost::content_length_range) does.
    ///
    /// [Browser-based uploads](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html).
    ///
    /// # Errors
    ///
    /// `Config` without credentials; `InvalidRequest` for what no form can be like: it is taken for more than 7 days, it asks
    /// for more bytes than it allows, a field is named as none can be or has a value that a condition refuses, all fields
    /// have more than 20 KB.
    pub fn presign_post(&self, bucket: impl Into<BucketName>, key: impl Into<ObjectKey>) -> PresignPost<'_> {
        let (bucket, key) = (bucket.into(), key.into());
        PresignPost { client: self, terms: Terms::new(bucket.into(), key.into()) }
    }
}

impl<'client> PresignPost<'client> {
    /// For how long the form is taken: 1 s to 7 days, and with temporary credentials no longer than these. Default: an hour.
    pub const fn expires_in(mut self, duration: Duration) -> Self {
        self.terms.expires_in = duration;
        self
    }

    /// How many bytes the file has at least and at most: `EntityTooSmall` and `EntityTooLarge` otherwise. Default: what the
    /// service takes, up to 5 GiB.
    pub const fn content_length_range(mut self, least: u64, most: u64) -> Self {
        self.terms.length = Some((least, most));
        self
    }

    /// Lets whoever posts choose the key, as long as it starts so. Default: the key is as given, and where `${filename}` is
    /// in it, it starts with what is before that.
    pub fn key_starts_with(self, prefix: impl Into<String>) -> Self {
        self.field_starts_with("key", prefix)
    }

    /// The object's content type.
    pub fn content_type(self, content_type: impl Into<String>) -> Self {
        self.field("Content-Type", content_type)
    }

    /// Lets whoever posts choose the content type, as long as it starts so: they add the field `Content-Type`.
    pub fn content_type_starts_with(self, prefix: impl Into<String>) -> Self {
        self.field_starts_with("Content-Type", prefix)
    }

    /// The status that is answered: 200, 201 with a document that says where the object is, or 204. Default: 204.
    pub fn success_action_status(self, status: u16) -> Self {
        self.field("success_action_status", status.to_string())
    }

    /// The URL that the browser goes to afterwards, with `bucket`, `key` and `etag` in its query.
    pub fn success_action_redirect(self, url: impl Into<String>) -> Self {
        self.field("success_action_redirect", url)
    }

    /// Metadata of the object's: the name has no `x-amz-meta-`.
    pub fn metadata(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.field(format!("x-amz-meta-{}", name.as_ref()), value)
    }

    /// The object's tags: names and values, 10 at most.
    pub fn tags(self, tags: impl IntoIterator<Item = impl Into<Tag>>) -> Self {
        let tagging: Tagging = tags.into_iter().map(Into::into).collect();
        self.field("tagging", String::from_utf8_lossy(&xml::to_document("Tagging", &tagging)))
    }

    /// Any other field, with the value that it has to have: `acl`, `Cache-Control`, `x-amz-storage-class`, …
    ///
    /// [The fields](https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html) are named as headers are.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.terms.set(name.into(), value.into());
        self
    }

    /// Lets whoever posts choose a field's value, as long as it starts so; they add the field where
    /// [`field`](Self::field) does not. After an empty prefix it may be any.
    pub fn field_starts_with(mut self, name: impl Into<String>, prefix: impl Into<String>) -> Self {
        self.terms.set_prefix(name.into(), prefix.into());
        self
    }

    async fn sign(self) -> Result<PresignedPost, Error> {
        let refuse = |message: String| Error::invalid_request(OPERATION, message);
        self.terms.check().map_err(refuse)?;
        let pipeline = &self.client.pipeline;
        let (path, host) = encode::bucket_path(&self.terms.bucket, &self.client.settings).map_err(refuse)?;
        let uri = Uri::try_from(path).map_err(|error| refuse(format!("it can't be sent: {error}")))?;
        let url = pipeline.url(OPERATION, &uri, host.as_ref())?.to_string();
        let signer = pipeline.policy_signer(OPERATION).await?;
        PresignedPost::sign(url, self.terms, signer).map_err(refuse)
    }
}

impl<'client> IntoFuture for PresignPost<'client> {
    type Output = Result<PresignedPost, Error>;
    type IntoFuture = CallFuture<'client, PresignedPost>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.sign())
    }
}

impl fmt::Debug for PresignPost<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PresignPost").field("terms", &self.terms).finish_non_exhaustive()
    }
}
