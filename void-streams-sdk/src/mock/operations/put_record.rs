//! PutRecord: puts a record into a stream.

use std::fmt;

use super::{
    Serve, check_stream,
    constraints::{Constraints, Quoted, Text},
    stream_name,
};
use crate::{
    mock::{
        engine::{
            NewRecord, Place, Problem,
            limits::{MAX_PARTITION_KEY_CHARACTERS, MAX_RECORD_KIB},
        },
        protocol::Exchange,
        shell::State,
    },
    operations::{PutRecordRequest, PutRecordResponse},
    types::SequenceNumber,
};

impl Serve for PutRecordRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<PutRecordResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        check.not_null("data", self.data.is_some());
        check_record(
            &mut check,
            format_args!(""),
            self.data.as_ref().map(bytes::Bytes::len),
            self.partition_key.as_deref(),
        );
        let higher_than = self.sequence_number_for_ordering.as_ref();
        check.text(
            "sequenceNumberForOrdering",
            higher_than.map(SequenceNumber::as_str),
            &Text::SEQUENCE_NUMBER,
        );
        check.finish()?;

        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let record = NewRecord {
            data: self.data.unwrap_or_default(),
            partition_key: self.partition_key,
            explicit_hash_key: self.explicit_hash_key,
        };
        let put = |state: &mut State| {
            if self.dry_run == Some(true) {
                state.engine.check_put(state.now, &name, &record, higher_than)?;
                return Err(Problem::dry_run());
            }
            state.engine.put(state.now, &name, &record, higher_than)
        };
        let place = exchange
            .backend
            .put(&exchange.written, &name, put, |put| put.iter().map(|place| &place.shard_id).collect())?;
        Ok(place.into())
    }
}

/// The model's constraints of a record; `at` is what stands before its members' names.
pub(super) fn check_record(
    check: &mut Constraints,
    at: fmt::Arguments<'_>,
    data_bytes: Option<usize>,
    partition_key: Option<&str>,
) {
    let most = usize::try_from(MAX_RECORD_KIB).expect("a word has 32 bits at least") * 1024;
    let fits = |key: &str| (1..=MAX_PARTITION_KEY_CHARACTERS).contains(&key.len());
    if data_bytes.is_none_or(|length| length <= most) && partition_key.is_none_or(fits) {
        // Nothing to tell: that of 500 records needs no words.
        return;
    }
    if let Some(length) = data_bytes {
        check.length(&format!("{at}data"), Quoted::blob(length), length, 0..=most);
    }
    check.text(&format!("{at}partitionKey"), partition_key, &Text::PARTITION_KEY);
}

impl From<Place> for PutRecordResponse {
    fn from(place: Place) -> Self {
        let Place { shard_id, sequence_number, encryption_type } = place;
        Self { shard_id, sequence_number, encryption_type }
    }
}
