//! `void logs`.

use std::{future::poll_fn, pin::pin};

use clap::Args;
use serde::Serialize;
use void_core::{Body, Clock, SystemClock, Timestamp};
use void_local::{
    control::ControlClient,
    logs::{LogFilter, LogLevel, LogLine},
};

use crate::{
    cli::{Since, since},
    commands::Context,
    exit::Exit,
    failure::Failure,
    output::{Show, Style, time},
};

/// `void logs`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void logs --function create-order --tail
  void logs --level warn --since 10m
  void logs --correlation-id 1-6926f0a1-4f9c6f2c8e1b2a3d4c5e6f70 --output json")]
pub(crate) struct Logs {
    /// Of this function only
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// Goes on with what is written from now on, until Ctrl-C
    #[arg(long)]
    tail: bool,
    /// From then on: `30s`, `10m`, `2h`, `1d` ago, or a time
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Since>,
    /// At least so grave: trace, debug, info, warn, error
    #[arg(long)]
    level: Option<LogLevel>,
    /// Of this invocation
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    /// Of what this request set off, in all functions
    #[arg(long, value_name = "ID")]
    correlation_id: Option<String>,
    /// How many lines at most, from the end
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    limit: usize,
}

impl Logs {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let now = SystemClock::new().now();
        let filter = LogFilter {
            function: self.function.clone(),
            since: self.since.map(|since| since.before(now)),
            level: self.level,
            request_id: self.request_id.clone(),
            correlation_id: self.correlation_id.clone(),
        };
        let body = context.session.control()?.logs(&filter, self.limit, self.tail).await?;
        let shows_function = self.function.is_none();
        each_line(body, |line| context.console.show_line(&Shown { line, shows_function })).await
    }
}

/// Shows what all functions write from now on, without end.
pub(super) async fn follow(context: &Context<'_>, control: &ControlClient) -> Result<(), Failure> {
    let body = control.logs(&LogFilter::default(), 0, true).await?;
    each_line(body, |line| context.console.show_line(&Shown { line, shows_function: true })).await
}

/// Hands every line on as it comes.
async fn each_line(body: Body, mut take: impl FnMut(LogLine) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut body = pin!(body);
    let mut rest = Vec::new();
    while let Some(frame) = poll_fn(|context| http_body::Body::poll_frame(body.as_mut(), context)).await {
        let frame =
            frame.map_err(|error| Failure::new(Exit::Unreachable, format!("the log broke off: {error}")))?;
        let Ok(data) = frame.into_data() else { continue };
        rest.extend_from_slice(&data);
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = rest.drain(..=end).collect();
            let line = serde_json::from_slice(&line).map_err(|error| {
                Failure::new(Exit::Failed, format!("the log has a line that can't be read: {error}"))
            })?;
            take(line)?;
        }
    }
    Ok(())
}

#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    line: LogLine,
    #[serde(skip)]
    shows_function: bool,
}

impl Show for Shown {
    fn text(&self, style: Style) -> String {
        let LogLine { time: at, level, message, function, fields, .. } = &self.line;
        let mut text = time(Timestamp::from_millis(*at));
        text.push_str(&format!(" {} ", style.level(*level)));
        if self.shows_function {
            text.push_str(&style.name(function));
            text.push(' ');
        }
        text.push_str(message);
        for (name, value) in fields {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.push_str(&format!(" {name}={value}"));
        }
        text
    }
}
