//! [`ConsumerIdentifier`]: how a call names a consumer.

use super::{ConsumerArn, ConsumerName, StreamArn};

/// A consumer with enhanced fan-out, by its ARN or by its stream and its name.
///
/// Text is taken for the ARN of a consumer, a pair for the ARN of a stream and a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsumerIdentifier {
    /// By its ARN.
    Arn(ConsumerArn),
    /// By the ARN of its stream and its name.
    Named(StreamArn, ConsumerName),
}

impl ConsumerIdentifier {
    /// Taken apart, as requests have it.
    pub(crate) fn into_parts(self) -> (Option<StreamArn>, Option<ConsumerName>, Option<ConsumerArn>) {
        match self {
            Self::Arn(arn) => (None, None, Some(arn)),
            Self::Named(stream, name) => (Some(stream), Some(name), None),
        }
    }
}

impl From<&str> for ConsumerIdentifier {
    fn from(arn: &str) -> Self {
        Self::Arn(arn.into())
    }
}

impl From<String> for ConsumerIdentifier {
    fn from(arn: String) -> Self {
        Self::Arn(arn.into())
    }
}

impl From<&String> for ConsumerIdentifier {
    fn from(arn: &String) -> Self {
        Self::Arn(arn.into())
    }
}

impl From<ConsumerArn> for ConsumerIdentifier {
    fn from(arn: ConsumerArn) -> Self {
        Self::Arn(arn)
    }
}

impl From<&ConsumerArn> for ConsumerIdentifier {
    fn from(arn: &ConsumerArn) -> Self {
        Self::Arn(arn.clone())
    }
}

impl<S: Into<StreamArn>, N: Into<ConsumerName>> From<(S, N)> for ConsumerIdentifier {
    fn from((stream, name): (S, N)) -> Self {
        Self::Named(stream.into(), name.into())
    }
}

impl From<&Self> for ConsumerIdentifier {
    fn from(consumer: &Self) -> Self {
        consumer.clone()
    }
}
