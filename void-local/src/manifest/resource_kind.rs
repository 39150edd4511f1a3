//! [`ResourceKind`]: what a placeholder's form says.

use std::{fmt, ops::RangeInclusive};

/// A kind of resource that placeholders name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ResourceKind {
    /// By its URL: `VOID_QUEUE_…_URL`.
    Queue,
    /// By its name: `VOID_STREAM_…_NAME`.
    Stream,
    /// By its name: `VOID_BUCKET_…_NAME`.
    Bucket,
}

/// The placeholder of a queue's URL: upper case, `-` and `.` as `_`.
#[must_use]
pub fn queue_url_placeholder(queue: &str) -> String {
    ResourceKind::Queue.placeholder_of(queue)
}

/// The placeholder of a stream's name: upper case, `-` and `.` as `_`.
#[must_use]
pub fn stream_name_placeholder(stream: &str) -> String {
    ResourceKind::Stream.placeholder_of(stream)
}

/// The placeholder of a bucket's name: upper case, `-` and `.` as `_`.
#[must_use]
pub fn bucket_name_placeholder(bucket: &str) -> String {
    ResourceKind::Bucket.placeholder_of(bucket)
}

impl ResourceKind {
    const ALL: [Self; 3] = [Self::Queue, Self::Stream, Self::Bucket];

    /// What stands before and after the name.
    const fn affixes(self) -> (&'static str, &'static str) {
        match self {
            Self::Queue => ("VOID_QUEUE_", "_URL"),
            Self::Stream => ("VOID_STREAM_", "_NAME"),
            Self::Bucket => ("VOID_BUCKET_", "_NAME"),
        }
    }

    /// How many characters a name has.
    const fn name_lengths(self) -> RangeInclusive<usize> {
        match self {
            Self::Queue => 1..=80,
            Self::Stream => 1..=128,
            Self::Bucket => 3..=63,
        }
    }

    /// The placeholder of the resource `name`.
    pub(crate) fn placeholder_of(self, name: &str) -> String {
        let (prefix, suffix) = self.affixes();
        let upper = |character: char| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => character.to_ascii_uppercase(),
            _ => '_',
        };
        let stem: String = name.chars().map(upper).collect();
        format!("{prefix}{stem}{suffix}")
    }

    /// The kind that a placeholder has the form of.
    pub(crate) fn of_placeholder(placeholder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.stem(placeholder).is_some())
    }

    /// What a placeholder of this kind has of the name.
    pub(crate) fn stem(self, placeholder: &str) -> Option<&str> {
        let (prefix, suffix) = self.affixes();
        placeholder.strip_prefix(prefix)?.strip_suffix(suffix)
    }

    /// The resource that a placeholder names where none is there to tell: lower case, `_` as `-`.
    pub(crate) fn named_by(placeholder: &str) -> Option<(Self, String)> {
        let kind = Self::of_placeholder(placeholder)?;
        let name = kind.stem(placeholder)?;
        let fifo = name.strip_suffix("_FIFO").filter(|_| kind == Self::Queue);
        let (stem, suffix) = fifo.map_or((name, ""), |stem| (stem, ".fifo"));
        let valid = !stem.is_empty()
            && kind.name_lengths().contains(&(stem.len() + suffix.len()))
            && (kind != Self::Bucket || !(stem.starts_with('_') || stem.ends_with('_')))
            && stem.chars().all(|character| !character.is_ascii_lowercase());
        valid.then(|| (kind, format!("{}{suffix}", stem.to_ascii_lowercase().replace('_', "-"))))
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Queue => "queue",
            Self::Stream => "stream",
            Self::Bucket => "bucket",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ResourceKind, queue_url_placeholder, stream_name_placeholder};

    fn named_by(placeholder: &str) -> Option<String> {
        ResourceKind::named_by(placeholder).map(|(kind, name)| format!("{kind} {name}"))
    }

    #[test]
    fn derives_placeholders_from_names_and_back() {
        assert_eq!(queue_url_placeholder("order-events-queue"), "VOID_QUEUE_ORDER_EVENTS_QUEUE_URL");
        assert_eq!(queue_url_placeholder("audit_v1.fifo"), "VOID_QUEUE_AUDIT_V1_FIFO_URL");
        assert_eq!(stream_name_placeholder("Order.ledger-1"), "VOID_STREAM_ORDER_LEDGER_1_NAME");
        assert_eq!(named_by("VOID_QUEUE_AUDIT_V1_FIFO_URL").as_deref(), Some("queue audit-v1.fifo"));
        assert_eq!(
            named_by("VOID_STREAM_ORDER_LEDGER_FIFO_NAME").as_deref(),
            Some("stream order-ledger-fifo")
        );
        assert_eq!(super::bucket_name_placeholder("order.invoices-1"), "VOID_BUCKET_ORDER_INVOICES_1_NAME");
        assert_eq!(named_by("VOID_BUCKET_ORDER_INVOICES_NAME").as_deref(), Some("bucket order-invoices"));
        assert_eq!(named_by("VOID_BUCKET_AB_NAME"), None);
        for placeholder in
            ["VOID_QUEUE__URL", "VOID_STREAM__NAME", "VOID_STREAM_ORDERS_URL", "VOID_STREAM_NAME", "HOME"]
        {
            assert_eq!(named_by(placeholder), None, "{placeholder}");
        }
    }
}
