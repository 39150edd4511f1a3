//! [`Resource`]: a queue, stream or bucket, by kind and name.

use std::fmt;

use crate::manifest::ResourceKind;

/// A queue, stream or bucket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Resource {
    pub(super) kind: ResourceKind,
    pub(super) name: String,
}

impl Resource {
    pub(super) fn new(kind: ResourceKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// The resource that an ARN is of; an object is its bucket's. `None` for anything else, as `*`.
    pub(super) fn of_arn(arn: &str) -> Option<Self> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", _, service, _, _, rest] = parts[..] else { return None };
        let (kind, name) = match service {
            "sqs" => (ResourceKind::Queue, rest),
            "kinesis" => (ResourceKind::Stream, rest.strip_prefix("stream/")?.split('/').next()?),
            "s3" => (ResourceKind::Bucket, rest.split('/').next()?),
            _ => return None,
        };
        Some(Self::new(kind, name))
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::Resource;

    #[test]
    fn an_arn_is_of_a_queue_a_stream_or_a_bucket() {
        for (arn, expected) in [
            ("arn:aws:sqs:us-east-1:000000000000:orders.fifo", Some("queue orders.fifo")),
            ("arn:aws:kinesis:us-east-1:000000000000:stream/ledger", Some("stream ledger")),
            ("arn:aws:kinesis:us-east-1:000000000000:stream/ledger/consumer/audit:1", Some("stream ledger")),
            ("arn:aws:s3:::photos", Some("bucket photos")),
            ("arn:aws:s3:::photos/a:b/c", Some("bucket photos")),
            ("arn:aws:kinesis:us-east-1:000000000000:ledger", None),
            ("arn:aws:lambda:us-east-1:000000000000:function:pay", None),
            ("*", None),
        ] {
            let resource = Resource::of_arn(arn).map(|resource| resource.to_string());
            assert_eq!(resource.as_deref(), expected, "{arn}");
        }
    }
}
