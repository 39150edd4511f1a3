//! [`Peeked`]: messages that were looked at, as they are printed.

use serde::Serialize;
use serde_json::json;
use void_core::Timestamp;
use void_local::control::{PeekedDeadLetter, PeekedMessage};

use crate::output::{Show, Style, printable, time};

/// Messages where they lie.
#[derive(Debug)]
pub(super) struct Peeked(pub(super) Vec<PeekedMessage>);

impl Serialize for Peeked {
    /// Times are texts, as everywhere in what is printed.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|message| {
            let mut document = json!(message);
            document["sent_at"] = json!(shown(message.sent_at));
            if let Some(letter) = &message.dead_letter {
                document["dead_letter"]["moved_at"] = json!(letter.moved_at.map(shown));
            }
            document
        }))
    }
}

impl Show for Peeked {
    fn text(&self, style: Style) -> String {
        self.0.iter().map(|message| one(message, style)).collect::<Vec<_>>().join("\n\n")
    }
}

fn one(message: &PeekedMessage, style: Style) -> String {
    let mut text = style.bold(&message.message_id);
    text.push_str(&format!("  sent {}", shown(message.sent_at)));
    match message.receive_count {
        0 => {}
        1 => text.push_str("  received once"),
        count => text.push_str(&format!("  received {count} times")),
    }
    if message.state != "visible" {
        text.push_str(&format!("  {}", message.state.replace('_', " ")));
    }
    if let Some(group) = &message.group_id {
        text.push_str(&format!("  group {}", printable(group)));
    }
    if let Some(letter) = &message.dead_letter {
        text.push_str(&why(letter, style));
    }
    for (name, value) in &message.attributes {
        text.push_str(&format!("\n  {name}: {}", printable(value.as_deref().unwrap_or("(bytes)"))));
    }
    text.push('\n');
    text.push_str(&printable(&message.body));
    text
}

/// What went wrong, where and when, a line each.
fn why(letter: &PeekedDeadLetter, style: Style) -> String {
    let error = match (&letter.error_type, &letter.error) {
        (Some(kind), Some(error)) => Some(format!("{kind}: {error}")),
        (kind, error) => error.clone().or_else(|| kind.clone()),
    };
    let attempts = letter.attempts.map(|count| match count {
        1 => "tried once".to_owned(),
        count => format!("tried {count} times"),
    });
    let by = letter.function.as_ref().map(|function| format!("by {function}"));
    let queue = letter.source_queue.as_ref().map(|name| format!("from the queue {name}"));
    let stream = letter.source_stream.as_ref().map(|arn| format!("from the stream {arn}"));
    let bucket = letter.source_bucket.as_ref().map(|name| format!("from the bucket {name}"));
    let at = letter.moved_at.map(|at| format!("dead since {}", shown(at)));
    let how: Vec<String> = [attempts, by, queue, stream, bucket, at].into_iter().flatten().collect();
    let request = letter.correlation_id.as_ref().map(|id| format!("void trace {id}"));
    let error = error.map(|error| style.failure(&printable(&error)));
    [error, Some(how.join(", ")), request].into_iter().flatten().map(|line| format!("\n  {line}")).collect()
}

fn shown(milliseconds: u64) -> String {
    time(Timestamp::from_millis(milliseconds))
}
