//! Attributes from what a caller gives: names and values, all text.

use std::{collections::BTreeMap, time::Duration};

use super::{
    super::{
        errors::{Code, Problem},
        limits::MAX_MESSAGE_BYTES,
    },
    Attributes, DeduplicationScope, FifoAttributes, Redrive, RedriveAllow, ThroughputLimit,
};

/// Names and values as a caller gives them.
pub(in crate::mock::engine) type Given = BTreeMap<String, String>;

impl Attributes {
    /// The attributes of a new queue: the defaults with what is `given`.
    ///
    /// # Errors
    ///
    /// `InvalidAttributeName` for a name that is not known or not this queue's to have, `InvalidAttributeValue` for a value
    /// out of range, `InvalidParameterValue` for a policy that is not one.
    pub fn new(queue_is_fifo: bool, given: &Given) -> Result<Self, Problem> {
        let fifo = queue_is_fifo.then(FifoAttributes::default);
        Self { fifo, ..Self::default() }.with(given)
    }

    /// The same with what is `given`.
    ///
    /// # Errors
    ///
    /// As for [`Attributes::new`].
    pub fn with(mut self, given: &Given) -> Result<Self, Problem> {
        for (name, value) in given {
            self.set(name, value)?;
        }
        let owners_key = given.get("KmsMasterKeyId").is_some_and(|key| !key.is_empty());
        let managed = given.get("SqsManagedSseEnabled").map(String::as_str);
        match (owners_key, managed) {
            (true, Some("true")) => {
                return Err(Problem::new(
                    Code::InvalidAttributeValue,
                    "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
                ));
            }
            (true, _) => self.managed_encryption = false,
            (false, Some("true")) => self.kms_key = None,
            (false, _) => {}
        }
        if let Some(fifo) = self.fifo {
            let per_group = fifo.throughput == ThroughputLimit::PerMessageGroup;
            if per_group && fifo.scope != DeduplicationScope::MessageGroup {
                return Err(invalid("FifoThroughputLimit"));
            }
        }
        Ok(self)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let seconds = |from: u64, to: u64| number(name, value, from, to).map(Duration::from_secs);
        match (name, &mut self.fifo) {
            ("DelaySeconds", _) => self.delay = seconds(0, 900)?,
            ("MaximumMessageSize", _) => {
                let bytes = number(name, value, 1024, MAX_MESSAGE_BYTES as u64)?;
                self.max_message_bytes = usize::try_from(bytes).expect("at most a mebibyte");
            }
            ("MessageRetentionPeriod", _) => self.retention = seconds(60, 1_209_600)?,
            ("ReceiveMessageWaitTimeSeconds", _) => self.wait = seconds(0, 20)?,
            ("VisibilityTimeout", _) => self.visibility = seconds(0, 43_200)?,
            ("Policy", _) => self.policy = policy(value)?,
            ("RedrivePolicy", _) => self.redrive = unless_empty(value, Redrive::read)?,
            ("RedriveAllowPolicy", _) => self.redrive_allow = unless_empty(value, RedriveAllow::read)?,
            ("KmsMasterKeyId", _) => self.kms_key = Some(value.to_owned()).filter(|key| !key.is_empty()),
            ("KmsDataKeyReusePeriodSeconds", _) => self.kms_reuse = seconds(60, 86_400)?,
            ("SqsManagedSseEnabled", _) => self.managed_encryption = flag(name, value)?,
            ("FifoQueue", fifo) => {
                if flag(name, value)? != fifo.is_some() {
                    return Err(invalid(name));
                }
            }
            ("ContentBasedDeduplication", Some(fifo)) => {
                fifo.content_based_deduplication = flag(name, value)?;
            }
            ("DeduplicationScope", Some(fifo)) => {
                fifo.scope = match value {
                    "queue" => DeduplicationScope::Queue,
                    "messageGroup" => DeduplicationScope::MessageGroup,
                    _ => return Err(invalid(name)),
                };
            }
            ("FifoThroughputLimit", Some(fifo)) => {
                fifo.throughput = match value {
                    "perQueue" => ThroughputLimit::PerQueue,
                    "perMessageGroupId" => ThroughputLimit::PerMessageGroup,
                    _ => return Err(invalid(name)),
                };
            }
            _ => return Err(unknown(name)),
        }
        Ok(())
    }
}

/// There is no attribute `name`.
pub(super) fn unknown(name: &str) -> Problem {
    Problem::new(Code::InvalidAttributeName, format!("Unknown Attribute {name}."))
}

fn invalid(name: &str) -> Problem {
    Problem::new(Code::InvalidAttributeValue, format!("Invalid value for the parameter {name}."))
}

fn number(name: &str, value: &str, from: u64, to: u64) -> Result<u64, Problem> {
    let all_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse().ok().filter(|number| all_digits && (from..=to).contains(number));
    number.ok_or_else(|| invalid(name))
}

fn flag(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(invalid(name)),
    }
}

fn policy(value: &str) -> Result<Option<String>, Problem> {
    unless_empty(value, |text| match serde_json::from_str(text) {
        Ok(serde_json::Value::Object(_)) => Ok(text.to_owned()),
        _ => Err(invalid("Policy")),
    })
}

fn unless_empty<T>(text: &str, read: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Code, Given};

    fn given(pairs: &[(&str, &str)]) -> Given {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn refusal(fifo: bool, pairs: &[(&str, &str)]) -> Code {
        Attributes::new(fifo, &given(pairs)).unwrap_err().code()
    }

    #[test]
    fn values_have_the_documented_ranges() {
        for (name, from, to) in [
            ("DelaySeconds", 0, 900),
            ("MaximumMessageSize", 1024, 1_048_576),
            ("MessageRetentionPeriod", 60, 1_209_600),
            ("ReceiveMessageWaitTimeSeconds", 0, 20),
            ("VisibilityTimeout", 0, 43_200),
            ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
        ] {
            for value in [from, to] {
                assert!(
                    Attributes::new(false, &given(&[(name, &value.to_string())])).is_ok(),
                    "{name} {value}"
                );
            }
            for value in [from - 1, to + 1] {
                assert_eq!(
                    refusal(false, &[(name, &value.to_string())]),
                    Code::InvalidAttributeValue,
                    "{name}"
                );
            }
            for value in ["", "x", "+1024", "1024.0"] {
                assert_eq!(refusal(false, &[(name, value)]), Code::InvalidAttributeValue, "{name} {value}");
            }
        }
    }

    #[test]
    fn names_are_known_and_fit_the_queue() {
        for name in ["Unknown", "All", "QueueArn", "ApproximateNumberOfMessages", "CreatedTimestamp"] {
            assert_eq!(refusal(true, &[(name, "1")]), Code::InvalidAttributeName, "{name}");
        }
        assert_eq!(refusal(false, &[("ContentBasedDeduplication", "true")]), Code::InvalidAttributeName);
        assert_eq!(refusal(false, &[("FifoQueue", "true")]), Code::InvalidAttributeValue);
        assert_eq!(refusal(true, &[("FifoQueue", "no")]), Code::InvalidAttributeValue);
    }

    #[test]
    fn high_throughput_needs_deduplication_by_group() {
        let both = [("DeduplicationScope", "messageGroup"), ("FifoThroughputLimit", "perMessageGroupId")];
        assert!(Attributes::new(true, &given(&both)).is_ok());
        assert_eq!(refusal(true, &both[1..]), Code::InvalidAttributeValue);
    }

    #[test]
    fn one_kind_of_encryption_at_a_time() {
        let both = [("KmsMasterKeyId", "alias/aws/sqs"), ("SqsManagedSseEnabled", "true")];
        assert_eq!(refusal(false, &both), Code::InvalidAttributeValue);
        let with_key = Attributes::new(false, &given(&both[..1])).unwrap();
        assert!(!with_key.managed_encryption);
        let managed_again = with_key.with(&given(&both[1..])).unwrap();
        assert_eq!((managed_again.managed_encryption, managed_again.kms_key), (true, None));
    }

    #[test]
    fn policies_are_checked_and_can_be_taken_away() {
        for text in [
            "x",
            "[]",
            "{}",
            r#"{"deadLetterTargetArn":"arn"}"#,
            r#"{"maxReceiveCount":1}"#,
            r#"{"deadLetterTargetArn":"arn","maxReceiveCount":0}"#,
            r#"{"deadLetterTargetArn":"arn","maxReceiveCount":1001}"#,
            r#"{"deadLetterTargetArn":"arn","maxReceiveCount":1,"more":1}"#,
        ] {
            assert_eq!(refusal(false, &[("RedrivePolicy", text)]), Code::InvalidParameterValue, "{text}");
        }
        for text in [
            r#"{"redrivePermission":"other"}"#,
            r#"{"redrivePermission":"byQueue"}"#,
            r#"{"redrivePermission":"allowAll","sourceQueueArns":["a"]}"#,
            r#"{"redrivePermission":"byQueue","sourceQueueArns":[]}"#,
            r#"{"redrivePermission":"byQueue","sourceQueueArns":["1","2","3","4","5","6","7","8","9","10","11"]}"#,
        ] {
            assert_eq!(
                refusal(false, &[("RedriveAllowPolicy", text)]),
                Code::InvalidParameterValue,
                "{text}"
            );
        }
        let text = r#"{"deadLetterTargetArn":"arn","maxReceiveCount":"3"}"#;
        let set = Attributes::new(false, &given(&[("RedrivePolicy", text)])).unwrap();
        assert_eq!(set.redrive.as_ref().unwrap().max_receives, 3);
        assert_eq!(set.with(&given(&[("RedrivePolicy", "")])).unwrap().redrive, None);
        assert_eq!(refusal(false, &[("Policy", "not JSON")]), Code::InvalidAttributeValue);
    }
}
