//! Forms by which others post an object: what is asked of them, the policy that says so, and its signature.
//!
//! [Browser-based uploads](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html).

mod builder;
mod form;
mod terms;

pub use self::{builder::PresignPost, form::PresignedPost};

/// What errors name: the operation has no method of its own.
const OPERATION: &str = "PostObject";
