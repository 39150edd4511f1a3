//! [`Route`]: what tells an operation from the others.

use http::Method;

/// What a request is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Service,
    Bucket,
    Object,
}

/// What tells an operation from the others: method, target, parameters, a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) target: Target,
    /// Parameters with the value that they always have: `list-type=2`, `uploads=`.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
    /// Parameters that are always there: `uploadId`.
    pub(crate) required: &'static [&'static str],
    /// The header that is always there: `x-amz-copy-source`.
    pub(crate) header: Option<&'static str>,
}

impl Route {
    /// The operations of a method on a target.
    pub(crate) const fn new(method: Method, target: Target) -> Self {
        Self { method, target, fixed: &[], required: &[], header: None }
    }

    /// With parameters of fixed values.
    pub(crate) const fn fixed(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }

    /// With parameters of any value.
    pub(crate) const fn required(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// With a header.
    pub(crate) const fn header(mut self, header: &'static str) -> Self {
        self.header = Some(header);
        self
    }
}
