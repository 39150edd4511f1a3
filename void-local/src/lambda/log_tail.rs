//! The end of an invocation's log, as `X-Amz-Log-Type: Tail` asks for it.

use base64::{Engine, prelude::BASE64_STANDARD};
use void_core::Timestamp;

use crate::logs::{LogFilter, LogStore};

/// How much of the log is in the answer, in bytes.
const MOST_BYTES: usize = 4 * 1024;
/// How many lines are looked at: more don't fit.
const MOST_LINES: usize = MOST_BYTES / 2;

/// The last 4 KB of what an invocation wrote, in base64.
pub(super) fn log_tail(logs: &LogStore, function: &str, request_id: &str) -> String {
    let filter = LogFilter {
        function: Some(function.to_owned()),
        request_id: Some(request_id.to_owned()),
        ..LogFilter::default()
    };
    let mut text = format!("START RequestId: {request_id} Version: $LATEST\n");
    for line in logs.read(&filter, 0, MOST_LINES) {
        let time = Timestamp::from_millis(line.time).to_rfc3339();
        text.push_str(&format!("{time} {} {}", line.level, line.message));
        for (name, value) in &line.fields {
            text.push_str(&format!(" {name}={value}"));
        }
        text.push('\n');
    }
    text.push_str(&format!("END RequestId: {request_id}\n"));
    BASE64_STANDARD.encode(&text.as_bytes()[text.len().saturating_sub(MOST_BYTES)..])
}
