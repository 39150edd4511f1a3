//! What a process writes, line by line, to the log of its function.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

use super::exchange::Exchange;
use crate::logs::{LogStore, Source};

/// The longest line; what is longer is several, as in Lambda's log.
const MOST_LINE_BYTES: u64 = 256 * 1024;

/// Where the lines of a function go.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) function: Arc<str>,
    pub(super) logs: LogStore,
}

/// Reads lines until the pipe ends. Each belongs to the invocation that the process has at the time.
pub(super) async fn read_lines(
    pipe: impl AsyncRead + Unpin + Send,
    output: Output,
    exchange: Arc<Exchange>,
    pid: u32,
) {
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut pipe).take(MOST_LINE_BYTES).read_until(b'\n', &mut line).await {
            Ok(0) => return,
            Ok(_) => {
                let text = String::from_utf8_lossy(&line);
                let source = Source {
                    function: Arc::clone(&output.function),
                    pid: Some(pid),
                    request_id: exchange.latest(),
                };
                output.logs.write_text(source, text.trim_end());
            }
            Err(error) => {
                tracing::debug!(%error, pid, "the output of a process broke off");
                return;
            }
        }
    }
}
