//! [`Policy`]: what a form must be like, as whoever signed it says.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use std::ops::RangeInclusive;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::Value;
use void_core::Timestamp;

use super::Fields;
use crate::mock::engine::{Code, Problem};

/// Fields that no condition need be about.
const FREE: &[&str] = &["policy", "x-amz-signature", "awsaccesskeyid", "signature", "file"];

/// A policy.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    expiration: String,
    conditions: Vec<Value>,
}

impl Policy {
    /// Reads the policy of a form.
    pub(super) fn read(base64: &str) -> Result<Self, Problem> {
        let invalid =
            |reason: String| Problem::new(Code::InvalidPolicyDocument, format!("Invalid Policy: {reason}"));
        let text: String = base64.split_whitespace().collect();
        let json = BASE64_STANDARD.decode(text).map_err(|_| invalid("it is not Base64.".to_owned()))?;
        serde_json::from_slice(&json).map_err(|error| invalid(format!("Invalid JSON: {error}")))
    }

    /// Checks a form that came at `now` for `bucket`; gives how many bytes the file may have.
    pub(super) fn check(
        &self,
        now: Timestamp,
        bucket: &str,
        fields: &Fields,
    ) -> Result<RangeInclusive<u64>, Problem> {
        let expires = Timestamp::parse_rfc3339(&self.expiration).ok_or_else(|| {
            Problem::new(Code::InvalidPolicyDocument, "Invalid Policy: Invalid 'expiration' value.")
        })?;
        if expires <= now {
            return Err(denied("Policy expired."));
        }
        let mut length = 0..=u64::MAX;
        let mut covered = Vec::new();
        for condition in &self.conditions {
            let failed = || denied(&format!("Policy Condition failed: {condition}"));
            match read(condition).ok_or_else(|| {
                Problem::new(
                    Code::InvalidPolicyDocument,
                    format!("Invalid Policy: Invalid Condition: {condition}"),
                )
            })? {
                Condition::Length(range) => {
                    length = *length.start().max(range.start())..=*length.end().min(range.end());
                }
                Condition::Field { name, text, is_prefix } => {
                    let value = if name == "bucket" { bucket } else { fields.get(&name).unwrap_or_default() };
                    let holds = if is_prefix { value.starts_with(&text) } else { value == text };
                    if !holds {
                        return Err(failed());
                    }
                    covered.push(name);
                }
            }
        }
        let is_extra = |name: &str| {
            !FREE.contains(&name)
                && !name.starts_with("x-ignore-")
                && !covered.iter().any(|known| known == name)
        };
        match fields.fields.iter().find(|(name, _)| is_extra(name)) {
            Some((name, _)) => Err(denied(&format!("Extra input fields: {name}"))),
            None => Ok(length),
        }
    }
}

enum Condition {
    Field { name: String, text: String, is_prefix: bool },
    Length(RangeInclusive<u64>),
}

fn read(condition: &Value) -> Option<Condition> {
    match condition {
        Value::Object(pair) => {
            let (name, value) = pair.iter().next().filter(|_| pair.len() == 1)?;
            let text = value.as_str()?.to_owned();
            Some(Condition::Field { name: name.to_ascii_lowercase(), text, is_prefix: false })
        }
        Value::Array(parts) => match &parts[..] {
            [Value::String(operator), Value::String(name), Value::String(text)] => {
                let name = name.strip_prefix('$')?.to_ascii_lowercase();
                let is_prefix = match operator.to_ascii_lowercase().as_str() {
                    "eq" => false,
                    "starts-with" => true,
                    _ => return None,
                };
                Some(Condition::Field { name, text: text.clone(), is_prefix })
            }
            [Value::String(operator), least, most]
                if operator.eq_ignore_ascii_case("content-length-range") =>
            {
                Some(Condition::Length(number(least)?..=number(most)?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A number, which some write as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn denied(reason: &str) -> Problem {
    Problem::new(Code::AccessDenied, format!("Invalid according to Policy: {reason}"))
}
