//! [`Outcome`]: what the answer to a call says of each record in it.

use crate::{
    error::{Error, ErrorKind},
    operations::{Operation, Put, PutRecordsRequest, PutRecordsResponse, PutRecordsResultEntry},
};

/// What became of a record of the stream.
#[derive(Debug)]
pub(super) enum Outcome {
    Put(Put),
    /// It failed, and may pass later.
    Again(Error),
    /// It failed for good.
    Failed(Error),
    /// The call was refused, and it is not known for which of its records: they are to be sent in smaller parts.
    Apart,
}

/// Reads the answer to a call of `count` records: as many outcomes, in their order.
pub(super) fn outcomes(count: usize, answer: Result<PutRecordsResponse, Error>) -> Vec<Outcome> {
    match answer {
        Ok(answer) if answer.records.len() == count => answer.records.iter().map(outcome).collect(),
        Ok(answer) => {
            let message = format!("{count} records were put, and the answer has {}", answer.records.len());
            let error = Error::invalid_response(PutRecordsRequest::NAME, message);
            (0..count).map(|_| Outcome::Failed(error.clone())).collect()
        }
        Err(error) if count > 1 && is_of_some_record(&error) => (0..count).map(|_| Outcome::Apart).collect(),
        Err(error) => (0..count).map(|_| failed(error.clone())).collect(),
    }
}

fn outcome(result: &PutRecordsResultEntry) -> Outcome {
    result.result().map_or_else(failed, Outcome::Put)
}

fn failed(error: Error) -> Outcome {
    if error.is_retryable() { Outcome::Again(error) } else { Outcome::Failed(error) }
}

/// Whether one record that is not as it must be, too large for the stream say, fails the whole call so.
fn is_of_some_record(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidArgument | ErrorKind::Validation)
}
