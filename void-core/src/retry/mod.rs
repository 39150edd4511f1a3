//! Which failures are tried again, when, and how often: the services' "standard" mode.
//!
//! The numbers are those of the [AWS SDKs and Tools Reference Guide, "Retry behavior"][guide], as revised in 2026: a
//! transient failure is tried again after 50 ms at most, a throttled one after 1 s at most, both doubling; a retry takes
//! 14 or 5 tokens out of a bucket of 500 that a client's calls share, and a success puts them back.
//!
//! [guide]: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

pub(crate) mod backoff;
pub(crate) mod bucket;
mod classify;
mod jitter;
mod policy;

pub(crate) use self::classify::{Fault, fault, is_clock_skew, may_have_been_applied};
pub use self::{
    classify::{is_retryable, is_throttling},
    jitter::full_jitter,
    policy::RetryPolicy,
};
