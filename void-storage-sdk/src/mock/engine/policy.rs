//! A bucket's policy: stored, and not enforced.

use serde_json::Value;

use super::{Code, Engine, Problem};

/// The longest policy, in bytes.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
const POLICY_LIMIT: usize = 20 * 1024;

impl Engine {
    /// A bucket's policy.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchBucketPolicy`.
    pub fn policy(&self, bucket: &str) -> Result<&str, Problem> {
        let policy = self.bucket(bucket)?.policy.as_deref();
        policy.ok_or_else(|| Problem::of(Code::NoSuchBucketPolicy).with("BucketName", bucket))
    }

    /// Gives a bucket a policy in place of the one that it has.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `MalformedPolicy` for what is no JSON object with statements, each with an effect, who and what it is
    /// about, or is larger than 20 KB.
    pub fn set_policy(&mut self, bucket: &str, policy: String) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        check(&policy)?;
        bucket.policy = Some(policy);
        around.set();
        Ok(())
    }

    /// Takes a bucket's policy away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn delete_policy(&mut self, bucket: &str) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        bucket.policy = None;
        around.set();
        Ok(())
    }
}

fn check(policy: &str) -> Result<(), Problem> {
    let malformed = |message: &'static str| Problem::new(Code::MalformedPolicy, message);
    if policy.len() > POLICY_LIMIT {
        return Err(malformed("Policies must not be larger than 20480 bytes"));
    }
    let document: Value = serde_json::from_str(policy).map_err(|_| Problem::of(Code::MalformedPolicy))?;
    let Value::Object(document) = document else { return Err(Problem::of(Code::MalformedPolicy)) };
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    };
    if statements.is_empty() {
        return Err(malformed("Missing required field Statement"));
    }
    for statement in statements {
        let has = |names: [&str; 2]| names.iter().any(|name| statement.get(name).is_some());
        if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
            return Err(malformed("Missing required field Effect cannot be empty!"));
        }
        if !has(["Principal", "NotPrincipal"]) {
            return Err(malformed("Missing required field Principal"));
        }
        if !has(["Action", "NotAction"]) {
            return Err(malformed("Missing required field Action"));
        }
        if !has(["Resource", "NotResource"]) {
            return Err(malformed("Missing required field Resource"));
        }
    }
    Ok(())
}
