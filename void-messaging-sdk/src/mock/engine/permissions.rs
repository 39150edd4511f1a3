//! Permissions: statements of a queue's policy.

use serde_json::{Value, json};
use void_core::Timestamp;

use super::{Code, Engine, Problem, limits::MAX_ACTIONS, validate};

/// The actions that a permission can have, besides `*`.
const ACTIONS: [&str; 7] = [
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "ReceiveMessage",
    "SendMessage",
];

impl Engine {
    /// Adds a permission to the policy of the queue `name`: a statement called `label`, for accounts and actions.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`; `MissingParameter` for no actions; `InvalidParameterValue` for a label that is taken or can't be,
    /// no accounts or one that is not 12 digits, an action that only the owner has; `OverLimit` for more than 7 actions.
    pub fn add_permission(
        &mut self,
        now: Timestamp,
        name: &str,
        label: &str,
        accounts: &[String],
        actions: &[String],
    ) -> Result<(), Problem> {
        let id = self.id(name)?;
        validate::label(label)?;
        check_accounts(accounts)?;
        check_actions(actions)?;
        let arn = self.arn(name);
        let mut policy = self.queue(id).policy().unwrap_or_else(
            || json!({ "Version": "2012-10-17", "Id": format!("{arn}/SQSDefaultPolicy"), "Statement": [] }),
        );
        let statements = statements(&mut policy);
        if statements.iter().any(|statement| statement["Sid"] == label) {
            return Err(Problem::parameter("Label", label, "Already exists."));
        }
        let principals = accounts.iter().map(|account| format!("arn:aws:iam::{account}:root"));
        let actions = actions.iter().map(|action| format!("SQS:{action}"));
        statements.push(json!({
            "Sid": label,
            "Effect": "Allow",
            "Principal": { "AWS": one_or_many(principals.collect()) },
            "Action": one_or_many(actions.collect()),
            "Resource": arn,
        }));
        self.set_policy(now, id, Some(policy));
        Ok(())
    }

    /// Takes the permission called `label` out of the policy of the queue `name`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`; `InvalidParameterValue` where there is no such label.
    pub fn remove_permission(&mut self, now: Timestamp, name: &str, label: &str) -> Result<(), Problem> {
        let id = self.id(name)?;
        let missing = || Problem::parameter("Label", label, "can't find label on existing policy.");
        let mut policy = self.queue(id).policy().ok_or_else(missing)?;
        let statements = statements(&mut policy);
        let before = statements.len();
        statements.retain(|statement| statement["Sid"] != label);
        let (left, gone) = (statements.len(), before > statements.len());
        if !gone {
            return Err(missing());
        }
        self.set_policy(now, id, Some(policy).filter(|_| left > 0));
        Ok(())
    }

    fn set_policy(&mut self, now: Timestamp, id: u32, policy: Option<Value>) {
        let queue = self.queue_mut(id);
        queue.attributes.policy = policy.map(|policy| policy.to_string());
        queue.modified_at = now;
        self.note_queue(id);
    }
}

/// The statements of a policy, made a list where it had one or none.
fn statements(policy: &mut Value) -> &mut Vec<Value> {
    let statements = &mut policy["Statement"];
    if !statements.is_array() {
        let one = statements.take();
        *statements = if one.is_null() { json!([]) } else { json!([one]) };
    }
    statements.as_array_mut().expect("it was just made a list")
}

fn check_accounts(accounts: &[String]) -> Result<(), Problem> {
    let is_account =
        |account: &String| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !accounts.is_empty() && accounts.iter().all(is_account) {
        return Ok(());
    }
    Err(Problem::parameter("PrincipalId", format_args!("{accounts:?}"), "Unable to verify."))
}

fn check_actions(actions: &[String]) -> Result<(), Problem> {
    if actions.is_empty() {
        return Err(Problem::missing("Actions"));
    }
    if actions.len() > MAX_ACTIONS {
        return Err(Problem::new(
            Code::OverLimit,
            format!("{} Actions were found, maximum allowed is {MAX_ACTIONS}.", actions.len()),
        ));
    }
    match actions.iter().find(|action| *action != "*" && !ACTIONS.contains(&action.as_str())) {
        None => Ok(()),
        Some(action) => Err(Problem::parameter(
            "ActionName",
            format_args!("SQS:{action}"),
            "Only the queue owner is allowed to invoke this action.",
        )),
    }
}

fn one_or_many(mut texts: Vec<String>) -> Value {
    if texts.len() == 1 { texts.remove(0).into() } else { texts.into() }
}
