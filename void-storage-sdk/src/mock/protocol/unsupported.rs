//! Headers that ask for what the mock does not do: refused, for who sends them counts on them.

use http::HeaderMap;

use crate::mock::engine::{Code, Problem};

/// Keys of the caller's own, locks, appending, and conditions that only directory buckets have.
const REFUSED: &[&str] = &[
    "x-amz-copy-source-server-side-encryption-customer-algorithm",
    "x-amz-if-match-last-modified-time",
    "x-amz-if-match-size",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-write-offset-bytes",
];

/// Headers that say whose bucket the caller takes it for.
const OWNERS: &[&str] = &["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"];

/// Refuses what the mock does not do, and a bucket of another account than the caller takes it for.
pub(super) fn check(headers: &HeaderMap, account_id: &str) -> Result<(), Problem> {
    if let Some(name) = REFUSED.iter().find(|name| headers.contains_key(**name)) {
        return Err(Problem::of(Code::NotImplemented).with("Header", *name));
    }
    let is_another = |name: &&&str| headers.get(**name).is_some_and(|owner| owner != account_id);
    match OWNERS.iter().find(is_another) {
        Some(_) => Err(Problem::of(Code::AccessDenied)),
        None => Ok(()),
    }
}
