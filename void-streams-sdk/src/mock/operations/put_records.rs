//! PutRecords: puts up to 500 records into a stream.

use std::collections::BTreeSet;

use super::{
    Serve, check_stream,
    constraints::{Constraints, Quoted},
    put_record::check_record,
    stream_name,
};
use crate::{
    mock::{
        engine::{NewRecord, Place, Problem, limits::MAX_PUT_RECORDS},
        protocol::Exchange,
        shell::State,
    },
    operations::{PutRecordsRequest, PutRecordsRequestEntry, PutRecordsResponse, PutRecordsResultEntry},
    types::ShardId,
};

impl Serve for PutRecordsRequest {
    fn serve(self, exchange: &Exchange<'_>) -> Result<PutRecordsResponse, Problem> {
        let mut check = Constraints::default();
        check_stream(&mut check, self.stream_name.as_ref(), self.stream_arn.as_ref());
        let count = self.records.len();
        check.length("records", Quoted(format!("[{count} records]")), count, 1..=MAX_PUT_RECORDS);
        for (number, record) in self.records.iter().enumerate().take(MAX_PUT_RECORDS) {
            let at = format_args!("records.{}.member.", number + 1);
            if record.data.is_none() {
                check.not_null(&format!("{at}data"), false);
            }
            let data_bytes = record.data.as_ref().map(bytes::Bytes::len);
            check_record(&mut check, at, data_bytes, record.partition_key.as_deref());
        }
        check.finish()?;

        let name = stream_name(exchange, self.stream_name.as_ref(), self.stream_arn.as_ref())?;
        let records: Vec<NewRecord> = self.records.into_iter().map(new_record).collect();
        let put = |state: &mut State| {
            if self.dry_run == Some(true) {
                state.engine.check_put_all(&name, &records)?;
                return Err(Problem::dry_run());
            }
            state.engine.put_all(state.now, &name, &records)
        };
        let results = exchange.backend.put(&exchange.written, &name, put, touched)?;
        Ok(response(results))
    }
}

/// The shards that something was put into.
fn touched(put: &Result<Vec<Result<Place, Problem>>, Problem>) -> Vec<&ShardId> {
    let places = put.iter().flatten().flatten();
    places.map(|place| &place.shard_id).collect::<BTreeSet<_>>().into_iter().collect()
}

fn new_record(entry: PutRecordsRequestEntry) -> NewRecord {
    let PutRecordsRequestEntry { data, partition_key, explicit_hash_key } = entry;
    NewRecord { data: data.unwrap_or_default(), partition_key, explicit_hash_key }
}

fn response(results: Vec<Result<Place, Problem>>) -> PutRecordsResponse {
    let failed = results.iter().filter(|result| result.is_err()).count();
    let encryption_type = results
        .iter()
        .find_map(|result| result.as_ref().ok())
        .and_then(|place| place.encryption_type.clone());
    PutRecordsResponse {
        failed_record_count: i32::try_from(failed).expect("there are 500 at most"),
        records: results.into_iter().map(result_entry).collect(),
        encryption_type,
    }
}

fn result_entry(result: Result<Place, Problem>) -> PutRecordsResultEntry {
    match result {
        Ok(place) => PutRecordsResultEntry {
            sequence_number: Some(place.sequence_number),
            shard_id: Some(place.shard_id),
            ..PutRecordsResultEntry::default()
        },
        Err(problem) => PutRecordsResultEntry {
            error_code: Some(problem.code().as_str().to_owned()),
            error_message: Some(problem.into_message().into_owned()),
            ..PutRecordsResultEntry::default()
        },
    }
}
