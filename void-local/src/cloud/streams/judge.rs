//! [`judge`]: what a function's answer to a batch of records means.

use void_function_sdk::{BatchResponse, Bytes, FailureAction, InvocationError};
use void_streams_sdk::Record;

use super::super::verdict::{Failure, cause_of};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Every record was handled.
    Done,
    /// What comes before this record was handled; it and what comes after it was not.
    From {
        /// The record's place in the batch.
        place: usize,
        /// What the function asks for.
        action: FailureAction,
        /// What went wrong.
        failure: Failure,
    },
    /// None was handled.
    Whole {
        /// What went wrong.
        failure: Failure,
        /// Whether no retry can mend it.
        is_terminal: bool,
    },
}

/// Judges an answer. Of several records that a batch response names, the one with the lowest sequence number counts. One that
/// is no batch response, or names a record which is not in the batch, counts as the failure of all, as on Lambda.
pub(super) fn judge(records: &[Record], answer: &Result<Bytes, InvocationError>) -> Judgement {
    let invalid = |message: String| Judgement::Whole {
        failure: Failure::new("Void.InvalidReply", message),
        is_terminal: false,
    };
    let payload = match answer {
        Ok(payload) => payload,
        Err(error) => {
            let failure = Failure::new(error.error_type(), error.message());
            return Judgement::Whole { failure, is_terminal: error.is_terminal() };
        }
    };
    let response = match BatchResponse::from_payload(payload) {
        Ok(response) => response,
        Err(error) => return invalid(format!("the function's answer is no batch response: {error}")),
    };
    let mut lowest = None;
    for failed in &response.batch_item_failures {
        let id = &failed.item_identifier;
        let Some(place) = records.iter().position(|record| record.sequence_number.as_str() == id) else {
            return invalid(format!("the function's answer names `{id}`, which is no record of the batch"));
        };
        if lowest.is_none_or(|(known, _)| place < known) {
            lowest = Some((place, failed));
        }
    }
    lowest.map_or(Judgement::Done, |(place, failed)| Judgement::From {
        place,
        action: failed.action,
        failure: cause_of(failed),
    })
}

#[cfg(test)]
mod tests {
    use void_core::Timestamp;
    use void_function_sdk::{
        BatchItemFailure, BatchResponse, FailureAction, InvocationError, InvocationErrorKind,
    };
    use void_streams_sdk::Record;

    use super::{Judgement, judge};

    fn records() -> Vec<Record> {
        let record = |number: u32| Record {
            sequence_number: number.to_string().into(),
            approximate_arrival_timestamp: Timestamp::from_secs(1),
            data: "x".into(),
            partition_key: "a".to_owned(),
            encryption_type: None,
        };
        (7..12).map(record).collect()
    }

    fn of(answer: &str) -> Judgement {
        judge(&records(), &Ok(answer.to_owned().into()))
    }

    #[test]
    fn an_answer_of_nothing_means_done() {
        for answer in ["", "null", "{}", r#"{"batchItemFailures":[]}"#] {
            assert_eq!(of(answer), Judgement::Done, "{answer}");
        }
    }

    #[test]
    fn the_lowest_sequence_number_counts_in_whatever_order_they_are_named() {
        let mut response = BatchResponse::all_done().failed("11").failed("8");
        response
            .batch_item_failures
            .push(BatchItemFailure::retry("10").with_action(FailureAction::DeadLetter));
        let Judgement::From { place: 1, action, .. } = judge(&records(), &Ok(response.to_payload())) else {
            panic!("{response:?}")
        };
        assert_eq!(action, FailureAction::Retry { after: None });
    }

    #[test]
    fn what_makes_no_sense_fails_all() {
        for answer in [
            "7",
            r#"{"batchItemFailures":[{"itemIdentifier":"6"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
        ] {
            let Judgement::Whole { failure, is_terminal: false } = of(answer) else { panic!("{answer}") };
            assert_eq!(failure.error_type, "Void.InvalidReply");
        }
        for (kind, is_terminal) in
            [(InvocationErrorKind::Failed, false), (InvocationErrorKind::Terminal, true)]
        {
            let judgement = judge(&records(), &Err(InvocationError::new(kind, "Declined", "no funds")));
            assert!(matches!(judgement, Judgement::Whole { is_terminal: found, .. } if found == is_terminal));
        }
    }
}
