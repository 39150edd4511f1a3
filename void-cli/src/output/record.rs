//! [`Record`]: a record of a stream, as it is printed.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use void_streams_sdk::aggregation::UserRecord;

use super::{Show, Style, printable, time};

/// A record. Data that is no text is in base64.
#[derive(Debug, Serialize)]
pub(crate) struct Record {
    shard_id: String,
    sequence_number: String,
    /// Its place among those that were put together, from 0 on.
    sub_sequence_number: u64,
    partition_key: String,
    arrived_at: String,
    data: Option<String>,
    data_base64: Option<String>,
}

/// Records that were read.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Records(pub(crate) Vec<Record>);

impl Record {
    pub(crate) fn of(shard_id: &str, user_record: &UserRecord) -> Self {
        let record = &user_record.record;
        let data = record.text().map(str::to_owned);
        Self {
            shard_id: shard_id.to_owned(),
            sequence_number: record.sequence_number.as_str().to_owned(),
            sub_sequence_number: user_record.sub_sequence_number,
            partition_key: record.partition_key.clone(),
            arrived_at: time(record.approximate_arrival_timestamp),
            data_base64: data.is_none().then(|| BASE64_STANDARD.encode(&record.data)),
            data,
        }
    }
}

impl Show for Record {
    fn text(&self, style: Style) -> String {
        let data = self.data.as_ref().or(self.data_base64.as_ref()).map_or("", String::as_str);
        let head = format!("{} {} {}", self.arrived_at, self.shard_id, printable(&self.partition_key));
        format!("{}  {}", style.bold(&head), printable(data))
    }
}

impl Show for Records {
    fn text(&self, style: Style) -> String {
        self.0.iter().map(|record| record.text(style)).collect::<Vec<_>>().join("\n")
    }
}
