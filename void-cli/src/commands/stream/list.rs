//! `void stream list`.

use clap::Args;
use serde::Serialize;
use void_streams_sdk::operations::ListStreamsResponse;

use crate::{
    commands::Context,
    failure::Failure,
    output::{Show, Style, or_dash, table, time},
};

/// `void stream list`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void stream list
  void stream list --output json | jq -r .[].name")]
pub(crate) struct List {}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Streams(Vec<Row>);

/// A stream; what the endpoint does not tell in a listing is none.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    arn: Option<String>,
    status: Option<String>,
    mode: Option<String>,
    created_at: Option<String>,
}

impl List {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let client = context.session.streams()?;
        let mut pages = client.list_streams().pages();
        let mut rows = Vec::new();
        while let Some(page) = pages.next().await {
            rows.extend(rows_of(page?));
        }
        context.console.show(&Streams(rows))
    }
}

/// The summaries, or the names alone where the endpoint sends no summaries.
fn rows_of(page: ListStreamsResponse) -> Vec<Row> {
    if page.stream_summaries.is_empty() {
        let bare =
            |name: &str| Row { name: name.to_owned(), arn: None, status: None, mode: None, created_at: None };
        return page.stream_names.iter().map(|name| bare(name.as_str())).collect();
    }
    let row = |summary: &void_streams_sdk::types::StreamSummary| Row {
        name: summary.stream_name.as_str().to_owned(),
        arn: Some(summary.stream_arn.as_str().to_owned()),
        status: Some(summary.stream_status.as_str().to_ascii_lowercase()),
        mode: summary.stream_mode_details.as_ref().map(|it| it.stream_mode.as_str().to_ascii_lowercase()),
        created_at: summary.stream_creation_timestamp.map(time),
    };
    page.stream_summaries.iter().map(row).collect()
}

impl Show for Streams {
    fn text(&self, style: Style) -> String {
        let row = |row: &Row| {
            let [status, mode, created] =
                [&row.status, &row.mode, &row.created_at].map(|it| or_dash(it.as_ref()));
            [row.name.clone(), status, mode, created]
        };
        table(style, ["NAME", "STATUS", "MODE", "CREATED"], self.0.iter().map(row))
    }
}
