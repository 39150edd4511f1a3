//! [`tree`]: from what happened, in order, to what set off what.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

/// One run of a function, and what it set off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Invocation {
    pub(super) function: String,
    pub(super) request_id: String,
    /// When it began, in milliseconds since the epoch.
    pub(super) at_ms: u64,
    /// How long it took; none where it has not ended.
    pub(super) duration_ms: Option<u64>,
    /// By what, in words: `POST /orders`, `queue orders`.
    pub(super) trigger: String,
    pub(super) attempt: Option<u64>,
    /// What the caller of an HTTP function got.
    pub(super) status: Option<u64>,
    pub(super) error: Option<String>,
    /// What it did not do of what it was given.
    pub(super) not_done: Vec<NotDone>,
    pub(super) children: Vec<Self>,
}

/// Messages, records or events that were not handled, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct NotDone {
    /// `retried`, `bisected`, `dead_lettered` or `dropped`.
    pub(super) outcome: &'static str,
    /// When they are tried again.
    pub(super) in_ms: Option<u64>,
    /// The queue that they are dead letters in.
    pub(super) queue: Option<String>,
    pub(super) reason: String,
    pub(super) count: usize,
}

/// The invocations that nothing set off which is known of, each with what it set off, in the order in which they began.
pub(super) fn tree(entries: &[Value]) -> Vec<Invocation> {
    let mut invocations: Vec<Invocation> = Vec::new();
    let mut by_request: HashMap<&str, usize> = HashMap::new();
    // Who sent, put or stored what.
    let mut origins: HashMap<String, usize> = HashMap::new();
    let mut parents: Vec<Option<usize>> = Vec::new();
    for entry in entries {
        let event = entry["event"].as_str().unwrap_or_default();
        if event == "redriven" {
            // What was a dead letter was set off by whoever sent it first.
            let [was, is] =
                [&entry["was"], &entry["message"]["messageId"]].map(|id| message(&entry["queue"], id));
            if let Some(origin) = was.and_then(|was| origins.get(&was).copied()) {
                origins.extend(is.map(|is| (is, origin)));
            }
        }
        let Some(request_id) = entry["requestId"].as_str() else { continue };
        if event == "invoked" {
            let trigger = &entry["trigger"];
            parents.push(caused(trigger).iter().find_map(|cause| origins.get(cause).copied()));
            by_request.insert(request_id, invocations.len());
            invocations.push(begun(entry, request_id, words(trigger)));
            continue;
        }
        let Some(&index) = by_request.get(request_id) else { continue };
        match event {
            "returned" | "failed" => end(&mut invocations[index], entry),
            _ => {
                if let Some(not_done) = not_done(event, entry) {
                    add(&mut invocations[index].not_done, not_done);
                }
                if let Some(effect) = effect(event, entry) {
                    origins.insert(effect, index);
                }
            }
        }
    }
    nested(invocations, &parents)
}

/// Hangs each invocation under its parent, which began before it.
fn nested(invocations: Vec<Invocation>, parents: &[Option<usize>]) -> Vec<Invocation> {
    let mut waiting: HashMap<usize, Vec<Invocation>> = HashMap::new();
    let mut roots = Vec::new();
    for (index, mut invocation) in invocations.into_iter().enumerate().rev() {
        let mut children = waiting.remove(&index).unwrap_or_default();
        children.reverse();
        invocation.children = children;
        match parents[index] {
            Some(parent) => waiting.entry(parent).or_default().push(invocation),
            None => roots.push(invocation),
        }
    }
    roots.reverse();
    roots
}

fn begun(entry: &Value, request_id: &str, trigger: String) -> Invocation {
    Invocation {
        function: entry["function"].as_str().unwrap_or_default().to_owned(),
        request_id: request_id.to_owned(),
        at_ms: entry["atMs"].as_u64().unwrap_or_default(),
        duration_ms: None,
        trigger,
        attempt: entry["attempt"].as_u64(),
        status: None,
        error: None,
        not_done: Vec::new(),
        children: Vec::new(),
    }
}

fn end(invocation: &mut Invocation, entry: &Value) {
    invocation.duration_ms = entry["durationMs"].as_u64();
    invocation.status = entry["status"].as_u64();
    if entry["event"] == "failed" {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        invocation.error = Some(format!("{}: {}", text("errorType"), text("message")));
    }
}

fn not_done(event: &str, entry: &Value) -> Option<NotDone> {
    let outcome = match event {
        "retried" | "batchRetried" | "eventRetried" => "retried",
        "batchBisected" => "bisected",
        "deadLettered" | "batchDeadLettered" | "eventDeadLettered" => "dead_lettered",
        "dropped" | "batchDropped" | "eventDropped" => "dropped",
        _ => return None,
    };
    let several = entry["records"].as_array().or(entry["objects"].as_array());
    let queue = entry["queue"].as_str().filter(|_| outcome == "dead_lettered");
    Some(NotDone {
        outcome,
        in_ms: entry["inMs"].as_u64(),
        queue: queue.map(str::to_owned),
        reason: entry["reason"].as_str().unwrap_or_default().to_owned(),
        count: several.map_or(1, Vec::len),
    })
}

/// What has become of several alike is said once.
fn add(known: &mut Vec<NotDone>, not_done: NotDone) {
    let alike = |known: &&mut NotDone| {
        (known.outcome, known.in_ms) == (not_done.outcome, not_done.in_ms)
            && (&known.queue, &known.reason) == (&not_done.queue, &not_done.reason)
    };
    match known.iter_mut().find(alike) {
        Some(alike) => alike.count += not_done.count,
        None => known.push(not_done),
    }
}

/// What an entry of an invocation brought about, by a name that a trigger has for it, too.
fn effect(event: &str, entry: &Value) -> Option<String> {
    match event {
        "sent" => message(&entry["queue"], &entry["message"]["messageId"]),
        "put" => record(&entry["stream"], &entry["record"]),
        "stored" => object(&entry["bucket"], &entry["key"]),
        _ => None,
    }
}

/// What a trigger was caused by.
fn caused(trigger: &Value) -> Vec<String> {
    let each = |name: &str| trigger[name].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    match trigger["kind"].as_str() {
        Some("queue") => {
            each("messages").filter_map(|it| message(&trigger["queue"], &it["messageId"])).collect()
        }
        Some("stream") => each("records").filter_map(|it| record(&trigger["stream"], it)).collect(),
        Some("storage") => each("objects").filter_map(|it| object(&trigger["bucket"], &it["key"])).collect(),
        _ => Vec::new(),
    }
}

fn message(queue: &Value, id: &Value) -> Option<String> {
    Some(format!("queue {} {}", queue.as_str()?, id.as_str()?))
}

fn record(stream: &Value, record: &Value) -> Option<String> {
    let (shard, number) = (record["shardId"].as_str()?, record["sequenceNumber"].as_str()?);
    Some(format!("stream {} {shard} {number}", stream.as_str()?))
}

fn object(bucket: &Value, key: &Value) -> Option<String> {
    Some(format!("bucket {} {}", bucket.as_str()?, key.as_str()?))
}

fn words(trigger: &Value) -> String {
    let text = |name: &str| trigger[name].as_str().unwrap_or_default();
    match text("kind") {
        "http" => format!("{} {}", text("method"), text("path")),
        "queue" => format!("queue {}", text("queue")),
        "stream" => format!("stream {}", text("stream")),
        "storage" => format!("bucket {}", text("bucket")),
        _ => "called by name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NotDone, tree};

    #[test]
    fn what_was_sent_hangs_under_who_sent_it() {
        let message = json!({ "messageId": "m1" });
        let trigger = json!({ "kind": "queue", "queue": "orders", "messages": [message] });
        let entries = [
            json!({"atMs": 10, "function": "create", "requestId": "r1", "event": "invoked",
                "trigger": {"kind": "http", "method": "POST", "path": "/orders"}}),
            json!({"atMs": 11, "function": "create", "requestId": "r1", "event": "sent", "queue": "orders",
                "message": message}),
            json!({"atMs": 12, "function": "pay", "requestId": "r2", "event": "invoked", "trigger": trigger}),
            json!({"atMs": 13, "function": "create", "requestId": "r1", "event": "returned", "durationMs": 3,
                "status": 200}),
            json!({"atMs": 14, "function": "pay", "requestId": "r2", "event": "failed", "durationMs": 2,
                "errorType": "Declined", "message": "no money"}),
            json!({"atMs": 15, "function": "ship", "requestId": "r3", "event": "invoked", "trigger": trigger}),
        ];
        let roots = tree(&entries);
        assert_eq!(roots.len(), 1);
        assert_eq!((roots[0].trigger.as_str(), roots[0].status), ("POST /orders", Some(200)));
        let children = roots[0].children.iter().map(|child| child.function.as_str());
        assert_eq!(children.collect::<Vec<_>>(), ["pay", "ship"]);
        assert_eq!(roots[0].children[0].error.as_deref(), Some("Declined: no money"));
        assert_eq!(roots[0].children[1].duration_ms, None);
    }

    #[test]
    fn what_was_not_done_is_said_and_what_is_redriven_hangs_where_it_did() {
        let invoked = |at: u64, id: &str, message: &str, attempt: u64| {
            json!({"atMs": at, "function": "pay", "requestId": id, "event": "invoked", "attempt": attempt, "trigger":
                {"kind": "queue", "queue": "orders", "messages": [{"messageId": message}]}})
        };
        let told = |at: u64, id: &str, event: &str, rest: serde_json::Value| {
            let mut entry =
                json!({"atMs": at, "requestId": id, "event": event, "message": {"messageId": "m1"}});
            entry.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            entry
        };
        let entries = [
            json!({"atMs": 1, "function": "create", "requestId": "r1", "event": "invoked", "trigger": {"kind": "direct"}}),
            told(2, "r1", "sent", json!({"queue": "orders"})),
            invoked(3, "r2", "m1", 1),
            told(4, "r2", "retried", json!({"queue": "orders", "inMs": 1000, "reason": "no answer"})),
            told(4, "r2", "retried", json!({"queue": "orders", "inMs": 1000, "reason": "no answer"})),
            invoked(5, "r3", "m1", 2),
            told(6, "r3", "deadLettered", json!({"queue": "dlq", "reason": "no answer"})),
            json!({"atMs": 7, "event": "redriven", "from": "dlq", "queue": "orders", "was": "m1",
                "message": {"messageId": "m2"}}),
            invoked(8, "r4", "m2", 1),
        ];
        let roots = tree(&entries);
        assert_eq!(roots.len(), 1);
        let children = &roots[0].children;
        assert_eq!(
            children.iter().map(|child| child.request_id.as_str()).collect::<Vec<_>>(),
            ["r2", "r3", "r4"]
        );
        let shown = |child: usize| {
            let shown = |not_done: &NotDone| {
                (not_done.outcome, not_done.in_ms, not_done.count, not_done.queue.clone())
            };
            children[child].not_done.iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(shown(0), [("retried", Some(1_000), 2, None)]);
        assert_eq!(shown(1), [("dead_lettered", None, 1, Some("dlq".to_owned()))]);
        assert_eq!(shown(2), []);
    }

    #[test]
    fn without_a_word_of_who_sent_it_invocations_stand_in_their_order() {
        let invoked = |at: u64, id: &str| {
            json!({"atMs": at, "function": id, "requestId": id, "event": "invoked", "trigger":
                {"kind": "queue", "queue": "orders", "messages": [{"messageId": "m1"}]}})
        };
        let roots = tree(&[invoked(1, "a"), invoked(2, "b")]);
        let functions = roots.iter().map(|root| root.function.as_str());
        assert_eq!(functions.collect::<Vec<_>>(), ["a", "b"]);
    }
}
