//! Attributes as they are given to a caller: names and values, all text.

use void_core::Timestamp;

use super::{
    super::errors::Problem,
    Attributes, DeduplicationScope, ThroughputLimit,
    read::{Given, unknown},
};

/// What is reported of a queue besides its attributes.
#[derive(Clone, Debug)]
pub(in crate::mock::engine) struct Report {
    pub(in crate::mock::engine) arn: String,
    pub(in crate::mock::engine) created_at: Timestamp,
    pub(in crate::mock::engine) modified_at: Timestamp,
    pub(in crate::mock::engine) visible: usize,
    pub(in crate::mock::engine) in_flight: usize,
    pub(in crate::mock::engine) delayed: usize,
}

const NAMES: [&str; 21] = [
    "Policy",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
    "ApproximateNumberOfMessagesDelayed",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "FifoQueue",
    "ContentBasedDeduplication",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
];

impl Attributes {
    /// Those of `names` that the queue has; `All` stands for every one.
    pub(in crate::mock::engine) fn report(
        &self,
        names: &[String],
        report: &Report,
    ) -> Result<Given, Problem> {
        if let Some(name) = names.iter().find(|name| *name != "All" && !NAMES.contains(&name.as_str())) {
            return Err(unknown(name));
        }
        let all = names.iter().any(|name| name == "All");
        let wanted = NAMES.into_iter().filter(|known| all || names.iter().any(|name| name == known));
        let values = wanted.filter_map(|name| Some((name.to_owned(), self.value(name, report)?)));
        Ok(values.collect())
    }

    /// Whether those attributes that were `given` have the same values in `other`.
    pub(in crate::mock::engine) fn agrees(&self, other: &Self, given: &Given) -> bool {
        let nothing = Report {
            arn: String::new(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            visible: 0,
            in_flight: 0,
            delayed: 0,
        };
        given.keys().all(|name| self.value(name, &nothing) == other.value(name, &nothing))
    }

    fn value(&self, name: &str, report: &Report) -> Option<String> {
        Some(match name {
            "Policy" => self.policy.clone()?,
            "VisibilityTimeout" => self.visibility.as_secs().to_string(),
            "MaximumMessageSize" => self.max_message_bytes.to_string(),
            "MessageRetentionPeriod" => self.retention.as_secs().to_string(),
            "ApproximateNumberOfMessages" => report.visible.to_string(),
            "ApproximateNumberOfMessagesNotVisible" => report.in_flight.to_string(),
            "ApproximateNumberOfMessagesDelayed" => report.delayed.to_string(),
            "CreatedTimestamp" => report.created_at.as_secs().to_string(),
            "LastModifiedTimestamp" => report.modified_at.as_secs().to_string(),
            "QueueArn" => report.arn.clone(),
            "DelaySeconds" => self.delay.as_secs().to_string(),
            "ReceiveMessageWaitTimeSeconds" => self.wait.as_secs().to_string(),
            "RedrivePolicy" => self.redrive.as_ref()?.text.clone(),
            "RedriveAllowPolicy" => self.redrive_allow.as_ref()?.text.clone(),
            "KmsMasterKeyId" => self.kms_key.clone()?,
            "KmsDataKeyReusePeriodSeconds" => {
                self.kms_key.as_ref()?;
                self.kms_reuse.as_secs().to_string()
            }
            "SqsManagedSseEnabled" => self.managed_encryption.to_string(),
            "FifoQueue" => self.fifo.map(|_| "true")?.to_owned(),
            "ContentBasedDeduplication" => self.fifo?.content_based_deduplication.to_string(),
            "DeduplicationScope" => match self.fifo?.scope {
                DeduplicationScope::Queue => "queue",
                DeduplicationScope::MessageGroup => "messageGroup",
            }
            .to_owned(),
            "FifoThroughputLimit" => match self.fifo?.throughput {
                ThroughputLimit::PerQueue => "perQueue",
                ThroughputLimit::PerMessageGroup => "perMessageGroupId",
            }
            .to_owned(),
            _ => return None,
        })
    }
}
