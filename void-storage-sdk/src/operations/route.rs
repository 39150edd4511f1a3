//! [`Route`]: what tells an operation from the others.

use http::Method;

/// What a request is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Service,
    Bucket,
    Object,
}

/// What tells an operation from the others: method, target, and parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) target: Target,
    /// Parameters with the value that they always have: `list-type=2`, `uploads=`.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
}

impl Route {
    /// The operations of a method on a target.
    pub(crate) const fn new(method: Method, target: Target) -> Self {
        Self { method, target, fixed: &[] }
    }

    /// With parameters of fixed values.
    pub(crate) const fn fixed(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }
}
