//! [`Rules`]: what differs between the services in what is signed.

/// How a service reads paths, bodies and presigned URLs.
///
/// See [Create a canonical request][documentation] for the standard, and [Authenticating Requests][s3] for what S3 does.
///
/// [documentation]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
/// [s3]: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// The path is normalized and encoded once more; a presigned URL covers the body.
    Standard,
    /// The path is encoded once and not normalized; `x-amz-content-sha256` says what the signature covers of the body; a
    /// presigned URL does not cover it.
    S3,
}
