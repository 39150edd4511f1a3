//! What names a stream, a shard, a consumer, a place in a shard.

use std::fmt;

use crate::wire::string_newtype;

macro_rules! shown {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    )*};
}

string_newtype! {
    /// The name of a stream: 1 to 128 letters, digits, `_`, `.` and `-`.
    pub struct StreamName;
}

string_newtype! {
    /// The ARN of a stream: `arn:aws:kinesis:us-east-1:123456789012:stream/orders`.
    pub struct StreamArn;
}

string_newtype! {
    /// The id of a shard: `shardId-000000000000`, counted up in a stream.
    pub struct ShardId;
}

string_newtype! {
    /// The name of a consumer with enhanced fan-out: 1 to 128 letters, digits, `_`, `.` and `-`.
    pub struct ConsumerName;
}

string_newtype! {
    /// The ARN of a consumer with enhanced fan-out: the stream's, `/consumer/`, its name, `:` and when it was made.
    pub struct ConsumerArn;
}

string_newtype! {
    /// The ARN of a stream or of a consumer with enhanced fan-out.
    pub struct ResourceArn;
}

macro_rules! resource {
    ($($arn:ident),*) => {$(
        impl From<$arn> for ResourceArn {
            fn from(arn: $arn) -> Self {
                Self(arn.into())
            }
        }

        impl From<&$arn> for ResourceArn {
            fn from(arn: &$arn) -> Self {
                Self(arn.as_str().to_owned())
            }
        }
    )*};
}

resource!(StreamArn, ConsumerArn);

shown!(StreamName, StreamArn, ShardId, ConsumerName, ConsumerArn, ResourceArn);

string_newtype! {
    /// A place in a shard from which records are read: valid for 5 minutes.
    pub struct ShardIterator;
}

impl fmt::Debug for ShardIterator {
    /// Does not show it: whoever has it can read the shard.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ShardIterator(…)")
    }
}

/// A stream, by its name or its ARN.
///
/// Text that begins with `arn:` is taken for an ARN, any other for a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StreamIdentifier {
    /// By its name, in the client's account and region.
    Name(StreamName),
    /// By its ARN: of any account.
    Arn(StreamArn),
}

impl StreamIdentifier {
    /// The stream's name: of an ARN, what stands after `stream/`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Name(name) => name.as_str(),
            Self::Arn(arn) => {
                let rest = arn.as_str().split_once(":stream/").map_or("", |(_, rest)| rest);
                rest.split('/').next().unwrap_or(rest)
            }
        }
    }

    /// Taken apart, as requests have it.
    pub(crate) fn into_parts(self) -> (Option<StreamName>, Option<StreamArn>) {
        match self {
            Self::Name(name) => (Some(name), None),
            Self::Arn(arn) => (None, Some(arn)),
        }
    }
}

impl fmt::Display for StreamIdentifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(formatter),
            Self::Arn(arn) => arn.fmt(formatter),
        }
    }
}

impl From<String> for StreamIdentifier {
    fn from(text: String) -> Self {
        if text.starts_with("arn:") { Self::Arn(text.into()) } else { Self::Name(text.into()) }
    }
}

impl From<&str> for StreamIdentifier {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for StreamIdentifier {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<StreamName> for StreamIdentifier {
    fn from(name: StreamName) -> Self {
        Self::Name(name)
    }
}

impl From<&StreamName> for StreamIdentifier {
    fn from(name: &StreamName) -> Self {
        Self::Name(name.clone())
    }
}

impl From<StreamArn> for StreamIdentifier {
    fn from(arn: StreamArn) -> Self {
        Self::Arn(arn)
    }
}

impl From<&StreamArn> for StreamIdentifier {
    fn from(arn: &StreamArn) -> Self {
        Self::Arn(arn.clone())
    }
}

impl From<&Self> for StreamIdentifier {
    fn from(stream: &Self) -> Self {
        stream.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{ShardIterator, StreamIdentifier};

    #[test]
    fn an_arn_is_told_from_a_name() {
        let arn = StreamIdentifier::from("arn:aws:kinesis:us-east-1:123456789012:stream/orders");
        assert!(matches!(arn, StreamIdentifier::Arn(_)));
        assert_eq!(arn.name(), "orders");
        let consumer = "arn:aws:kinesis:us-east-1:123456789012:stream/orders/consumer/c:1";
        assert_eq!(StreamIdentifier::from(consumer).name(), "orders");
        assert!(matches!(StreamIdentifier::from("orders"), StreamIdentifier::Name(_)));
    }

    #[test]
    fn an_iterator_does_not_show() {
        assert_eq!(format!("{:?}", ShardIterator::from("AAAA")), "ShardIterator(…)");
    }
}
