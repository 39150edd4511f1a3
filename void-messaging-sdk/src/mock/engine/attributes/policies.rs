//! The redrive policies: JSON within attributes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::errors::{Code, Problem};

/// Where messages go that were received too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrive {
    /// The ARN of the dead-letter queue.
    pub target: String,
    /// How often a message is received before it moves: 1 to 1,000.
    pub max_receives: u32,
    /// The policy as it was set.
    pub text: String,
}

/// Which queues may have this one as their dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedriveAllow {
    /// The ARNs of those that may; `None` for all.
    pub sources: Option<Vec<String>>,
    /// The policy as it was set.
    pub text: String,
}

impl Redrive {
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let policy = object("RedrivePolicy", text)?;
        let invalid = |reason: &str| Problem::parameter("RedrivePolicy", text, reason);
        known_keys("RedrivePolicy", text, &policy, &["deadLetterTargetArn", "maxReceiveCount"])?;
        let target = policy.get("deadLetterTargetArn").and_then(Value::as_str);
        let target = target.ok_or_else(|| {
            invalid("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
        })?;
        // The documentation's default is 10; the service asks for the attribute all the same.
        let max_receives = match policy.get("maxReceiveCount") {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
            None => {
                return Err(invalid("Redrive policy does not contain mandatory attribute: maxReceiveCount."));
            }
        };
        let max_receives =
            max_receives.and_then(|max| u32::try_from(max).ok()).filter(|max| (1..=1000).contains(max));
        let max_receives = max_receives.ok_or_else(|| {
            invalid("Invalid value for maxReceiveCount, valid values are from 1 to 1000 both inclusive.")
        })?;
        Ok(Self { target: target.to_owned(), max_receives, text: text.to_owned() })
    }
}

impl RedriveAllow {
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let policy = object("RedriveAllowPolicy", text)?;
        let invalid = |reason: &str| Problem::parameter("RedriveAllowPolicy", text, reason);
        known_keys("RedriveAllowPolicy", text, &policy, &["redrivePermission", "sourceQueueArns"])?;
        let arns = policy.get("sourceQueueArns").map(|arns| {
            let arns = arns.as_array().filter(|arns| (1..=10).contains(&arns.len()));
            let arns = arns.and_then(|arns| arns.iter().map(|arn| arn.as_str().map(str::to_owned)).collect());
            arns.ok_or_else(|| invalid("sourceQueueArns must be a list of 1 to 10 ARNs."))
        });
        let sources = match (policy.get("redrivePermission").and_then(Value::as_str), arns) {
            (Some("allowAll"), None) => None,
            (Some("denyAll"), None) => Some(Vec::new()),
            (Some("byQueue"), Some(arns)) => Some(arns?),
            (Some("byQueue"), None) => return Err(invalid("byQueue needs sourceQueueArns.")),
            (Some("allowAll" | "denyAll"), Some(_)) => {
                return Err(invalid("sourceQueueArns can be given with byQueue only."));
            }
            _ => return Err(invalid("redrivePermission must be allowAll, denyAll or byQueue.")),
        };
        Ok(Self { sources, text: text.to_owned() })
    }

    /// Whether the queue of `arn` may have this one as its dead-letter queue.
    #[must_use]
    pub fn allows(&self, arn: &str) -> bool {
        self.sources.as_ref().is_none_or(|sources| sources.iter().any(|source| source == arn))
    }
}

fn object(name: &str, text: &str) -> Result<Map<String, Value>, Problem> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Problem::new(
            Code::InvalidParameterValue,
            format!("Value {text} for parameter {name} is invalid. Reason: {name} is not valid JSON map."),
        )),
    }
}

fn known_keys(name: &str, text: &str, policy: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
    match policy.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Problem::parameter(name, text, &format!("Unexpected attribute: {key}."))),
    }
}
