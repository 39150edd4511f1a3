//! Policies of streams and consumers: stored, not applied. The backend has one account.

use void_core::Timestamp;

use super::{Code, Engine, Problem, limits::MAX_POLICY_BYTES, stream::Stream, tags::is_consumer};

impl Engine {
    /// Sets the policy of the stream or consumer with an ARN.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`; `InvalidArgument` for the ARN of something else, or what is no policy: a JSON object with a
    /// `Statement`, 20 KiB at most.
    pub fn put_policy(&mut self, now: Timestamp, arn: &str, policy: String) -> Result<(), Problem> {
        self.resource_stream(now, arn)?;
        let is_policy = policy.len() <= MAX_POLICY_BYTES
            && serde_json::from_str::<serde_json::Value>(&policy)
                .is_ok_and(|json| json.get("Statement").is_some_and(|statement| !statement.is_null()));
        if !is_policy {
            return Err(Problem::argument("The policy is not valid."));
        }
        self.forget_policies_of_the_gone(now, arn)?;
        self.resource_stream(now, arn)?.policies.insert(arn.to_owned(), policy);
        Ok(())
    }

    /// The policy of the stream or consumer with an ARN.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound` for one that has none, `InvalidArgument` for the ARN of something else.
    pub fn policy(&mut self, now: Timestamp, arn: &str) -> Result<String, Problem> {
        self.resource_stream(now, arn)?.policies.get(arn).cloned().ok_or_else(|| no_policy(arn))
    }

    /// Takes the policy of the stream or consumer with an ARN away.
    ///
    /// # Errors
    ///
    /// Those of [`policy`](Self::policy).
    pub fn delete_policy(&mut self, now: Timestamp, arn: &str) -> Result<(), Problem> {
        self.resource_stream(now, arn)?.policies.remove(arn).map(drop).ok_or_else(|| no_policy(arn))
    }

    /// The stream that keeps the policy of what has an ARN, which is there.
    fn resource_stream(&mut self, now: Timestamp, arn: &str) -> Result<&mut Stream, Problem> {
        if is_consumer(arn) {
            let stream = self.consumer_by_arn(now, arn)?.stream;
            return self.stream_mut(&stream);
        }
        let name = self.name_in_arn(arn)?.to_owned();
        self.stream_mut(&name)
    }

    /// Drops the policies of consumers that are gone, so that a stream keeps no more than it has consumers.
    fn forget_policies_of_the_gone(&mut self, now: Timestamp, arn: &str) -> Result<(), Problem> {
        let known: Vec<String> = self.resource_stream(now, arn)?.policies.keys().cloned().collect();
        let gone =
            known.into_iter().filter(|arn| is_consumer(arn) && self.consumer_by_arn(now, arn).is_err());
        for gone in gone.collect::<Vec<_>>() {
            self.resource_stream(now, arn)?.policies.remove(&gone);
        }
        Ok(())
    }
}

fn no_policy(arn: &str) -> Problem {
    Problem::new(Code::ResourceNotFound, format!("No resource policy found for resource ARN {arn}."))
}
