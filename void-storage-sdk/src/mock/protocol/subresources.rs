//! Parameters that make another operation of a request: one that the mock does not have is refused, not read past.

use crate::wire::Message;

const KNOWN: &[&str] = &[
    "accelerate",
    "acl",
    "analytics",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "session",
    "tagging",
    "torrent",
    "uploads",
    "versioning",
    "versions",
    "website",
];

/// A parameter of the request that the operation does not take, which has fixed parameters of its own.
pub(super) fn beyond(message: &Message, taken: &[(&str, &str)]) -> Option<&'static str> {
    let beyond = |name: &&&str| message.query.has(name) && !taken.iter().any(|(known, _)| *known == **name);
    KNOWN.iter().find(beyond).copied()
}
