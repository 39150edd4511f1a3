//! ListStreams: tells which streams there are.
//!
//! <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html>

use serde::{Deserialize, Serialize};

use super::operation;
use crate::{
    call::Call,
    client::VoidStreamsClient,
    types::{StreamName, StreamSummary},
    wire,
};

/// Says from where on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListStreamsRequest {
    /// The most streams of a page: 1 to 10,000, of which at most 100 are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    /// The name after which the page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_start_stream_name: Option<StreamName>,
    /// Where the last page ended: valid for 5 minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A page of streams.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListStreamsResponse {
    /// Their names, in their order.
    #[serde(default, deserialize_with = "wire::or_default")]
    pub stream_names: Vec<StreamName>,
    /// Whether there are streams after these.
    pub has_more_streams: bool,
    /// Where the next page begins; none after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// The streams with what a listing tells of them; empty where the service does not tell it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "wire::or_default")]
    pub stream_summaries: Vec<StreamSummary>,
}

operation!(ListStreamsRequest, "ListStreams", ListStreamsResponse);

impl VoidStreamsClient {
    /// Tells which streams there are in the region: the first 100, or a page. For all of them see [`pages`](Call::pages) and
    /// [`items`](Call::items).
    ///
    /// # Errors
    ///
    /// `InvalidArgument`, `ExpiredNextToken`, `LimitExceeded`.
    pub fn list_streams(&self) -> Call<'_, ListStreamsRequest> {
        Call::new(self, ListStreamsRequest::default())
    }
}

impl Call<'_, ListStreamsRequest> {
    /// Gives at most `count` streams: 1 to 10,000, of which the service gives at most 100.
    pub fn limit(self, count: u16) -> Self {
        self.set(|request| request.limit = Some(count.into()))
    }

    /// Begins with the stream after `name`.
    pub fn exclusive_start_stream_name(self, name: impl Into<StreamName>) -> Self {
        self.set(|request| request.exclusive_start_stream_name = Some(name.into()))
    }

    /// Goes on where an earlier page ended: valid for 5 minutes.
    pub fn next_token(self, token: impl Into<String>) -> Self {
        self.set(|request| request.next_token = Some(token.into()))
    }
}
