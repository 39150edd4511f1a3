//! [`Route`]: what tells an operation from the others.

use http::Method;

/// What a request is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Service,
    Bucket,
    Object,
}

/// What tells an operation from the others: method, target, and the parameters and the header that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) target: Target,
    /// Parameters with the value that they always have: `list-type=2`, `uploads=`.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
    /// Parameters of the request that are always there: `uploadId`.
    pub(crate) required: &'static [&'static str],
    /// The header of the request that is always there: `x-amz-copy-source`.
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

    /// With parameters that must be there.
    pub(crate) const fn required(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// With a header that must be there.
    pub(crate) const fn header(mut self, header: &'static str) -> Self {
        self.header = Some(header);
        self
    }

    /// How much it asks for: of two routes that fit, the one that asks for more is meant.
    pub(crate) const fn weight(&self) -> usize {
        self.fixed.len() + self.required.len() + self.header.is_some() as usize
    }
}
