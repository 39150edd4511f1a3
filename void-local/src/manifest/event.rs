//! `events`: what calls the function.

use super::{
    error::Problem,
    http_event::{HttpEvent, read_http},
    nearest::nearest,
    queue_event::{QueueEvent, read_queue},
    storage_event::{StorageEvent, read_storage},
    stream_event::{StreamEvent, read_stream},
    tree::{Node, Value},
};

const KINDS: [&str; 4] = ["http", "queue", "stream", "storage"];

/// One entry of `events`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventSource {
    /// `http`: a route.
    Http(HttpEvent),
    /// `queue`: a subscription.
    Queue(QueueEvent),
    /// `stream`: the records of a stream.
    Stream(StreamEvent),
    /// `storage`: what happens in a bucket.
    Storage(StorageEvent),
}

pub(super) fn read_events(node: &Node, problems: &mut Vec<Problem>) -> Vec<EventSource> {
    let Value::List(items) = &node.value else {
        problems.push(Problem::new(node.place, format!("`events` is a list, not {}", node.describe())));
        return Vec::new();
    };
    items.iter().filter_map(|item| read_event(item, problems)).collect()
}

fn read_event(node: &Node, problems: &mut Vec<Problem>) -> Option<EventSource> {
    let entries = match &node.value {
        Value::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    let [entry] = entries else {
        let message = "an event is a mapping of one key, its kind: `- http: {path: /orders, method: POST}`";
        problems.push(Problem::new(node.place, message));
        return None;
    };
    match entry.key.as_str() {
        "http" => read_http(&entry.node, problems).map(EventSource::Http),
        "queue" => read_queue(&entry.node, problems).map(EventSource::Queue),
        "stream" => read_stream(&entry.node, problems).map(EventSource::Stream),
        "storage" => read_storage(&entry.node, problems).map(EventSource::Storage),
        kind => {
            let message = format!("unknown kind of event `{kind}` (known: {})", KINDS.join(", "));
            problems.push(Problem::new(entry.key_place, message).with_suggestion(nearest(kind, KINDS)));
            None
        }
    }
}
