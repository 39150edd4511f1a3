//! [`RedrivePolicy`] and [`RedriveAllowPolicy`]: where dead letters go, and from where they may come.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Where messages go that were received too often.
///
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedrivePolicy {
    /// The ARN of the dead-letter queue, of the same kind as the source (FIFO or standard).
    pub dead_letter_target_arn: String,
    /// How often a message is received before it moves: 1 to 1,000.
    #[serde(deserialize_with = "number_or_text")]
    pub max_receive_count: u32,
}

impl RedrivePolicy {
    /// Moves a message to the queue of `dead_letter_target_arn` after `max_receive_count` receives (1 to 1,000).
    #[must_use]
    pub fn new(dead_letter_target_arn: impl Into<String>, max_receive_count: u32) -> Self {
        Self { dead_letter_target_arn: dead_letter_target_arn.into(), max_receive_count }
    }

    /// The policy as the attribute's value.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are JSON")
    }
}

/// Which queues may name this one as their dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RedriveAllowPolicy {
    /// Any queue of the same account and region. The default.
    #[default]
    AllowAll,
    /// None.
    DenyAll,
    /// The queues of these ARNs: 1 to 10.
    ByQueue(Vec<String>),
}

impl RedriveAllowPolicy {
    /// The policy as the attribute's value.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings are JSON")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AllowWire {
    redrive_permission: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_queue_arns: Option<Vec<String>>,
}

impl Serialize for RedriveAllowPolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (redrive_permission, source_queue_arns) = match self {
            Self::AllowAll => ("allowAll", None),
            Self::DenyAll => ("denyAll", None),
            Self::ByQueue(arns) => ("byQueue", Some(arns.clone())),
        };
        AllowWire { redrive_permission: redrive_permission.to_owned(), source_queue_arns }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RedriveAllowPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = AllowWire::deserialize(deserializer)?;
        match (wire.redrive_permission.as_str(), wire.source_queue_arns) {
            ("allowAll", None) => Ok(Self::AllowAll),
            ("denyAll", None) => Ok(Self::DenyAll),
            ("byQueue", Some(arns)) if (1..=10).contains(&arns.len()) => Ok(Self::ByQueue(arns)),
            ("byQueue", _) => Err(de::Error::custom("byQueue needs 1 to 10 sourceQueueArns")),
            ("allowAll" | "denyAll", Some(_)) => {
                Err(de::Error::custom("sourceQueueArns goes with byQueue only"))
            }
            (other, _) => Err(de::Error::unknown_variant(other, &["allowAll", "denyAll", "byQueue"])),
        }
    }
}

/// Reads a count that is a number or, as CloudFormation and the console write it, text.
fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    struct Count;
    impl de::Visitor<'_> for Count {
        type Value = u32;
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a count")
        }
        fn visit_u64<E: de::Error>(self, count: u64) -> Result<u32, E> {
            u32::try_from(count).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(count), &self))
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<u32, E> {
            text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_any(Count)
}

#[cfg(test)]
mod tests {
    use super::{RedriveAllowPolicy, RedrivePolicy};

    const ARN: &str = "arn:aws:sqs:eu-central-1:000000000000:dlq";

    #[test]
    fn reads_a_count_as_number_and_as_text() {
        for count in ["4", "\"4\""] {
            let json = format!(r#"{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":{count}}}"#);
            assert_eq!(serde_json::from_str::<RedrivePolicy>(&json).unwrap(), RedrivePolicy::new(ARN, 4));
        }
        for count in ["-1", "1.5", "\"x\"", "4294967296", "null"] {
            let json = format!(r#"{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":{count}}}"#);
            assert!(serde_json::from_str::<RedrivePolicy>(&json).is_err(), "{count}");
        }
    }

    #[test]
    fn allow_policies_go_both_ways() {
        let by_queue = RedriveAllowPolicy::ByQueue(vec![ARN.to_owned()]);
        for policy in [RedriveAllowPolicy::AllowAll, RedriveAllowPolicy::DenyAll, by_queue] {
            assert_eq!(serde_json::from_str::<RedriveAllowPolicy>(&policy.to_json()).unwrap(), policy);
        }
        assert!(serde_json::from_str::<RedriveAllowPolicy>(r#"{"redrivePermission":"byQueue"}"#).is_err());
        assert!(serde_json::from_str::<RedriveAllowPolicy>(r#"{"redrivePermission":"some"}"#).is_err());
    }
}
