//! What follows from each outcome.

use std::time::Duration;

use bytes::Bytes;
use void_core::Timestamp;

use super::{BatchOutcome, Piece, Policy, Step, step};
use crate::{
    consumer::{Checkpoint, UserRecord, worker::Numbered},
    types::Record,
};

const PLAIN: Policy = Policy { max_retries: Some(2), is_bisecting: false };
const BISECTING: Policy = Policy { is_bisecting: true, ..PLAIN };

fn piece(count: u64, failures: u32) -> Piece {
    let record = |number: u64| Numbered {
        number,
        record: UserRecord {
            record: Record {
                sequence_number: number.to_string().into(),
                approximate_arrival_timestamp: Timestamp::UNIX_EPOCH,
                data: Bytes::new(),
                partition_key: "key".to_owned(),
                encryption_type: None,
            },
            sub_sequence_number: 0,
            explicit_hash_key: None,
            is_aggregated: false,
        },
    };
    Piece { failures, ..Piece::new((0..count).map(record)) }
}

fn from(number: u64) -> BatchOutcome {
    BatchOutcome::FailedFrom {
        first: Checkpoint::record(number.to_string()),
        after: None,
        reason: "no".to_owned(),
    }
}

/// Done, given up (with its failures), and next (with theirs), as ranges.
type Ranges = (Option<(usize, usize)>, Option<(usize, usize, u32)>, Vec<(usize, usize, u32)>);

fn ranges(step: &Step) -> Ranges {
    let with = |piece: &Piece| (piece.range.start, piece.range.end, piece.failures);
    (
        step.done.as_ref().map(|piece| (piece.range.start, piece.range.end)),
        step.dead.as_ref().map(|(piece, _)| with(piece)),
        step.next.iter().map(with).collect(),
    )
}

#[test]
fn a_failed_batch_is_tried_again_and_in_the_end_given_up() {
    let after = |failures| step(&piece(4, failures), BatchOutcome::retry("no"), PLAIN);
    assert_eq!(ranges(&after(0)), (None, None, vec![(0, 4, 1)]));
    assert_eq!(ranges(&after(1)), (None, None, vec![(0, 4, 2)]));
    assert_eq!(ranges(&after(2)), (None, Some((0, 4, 3)), vec![]), "two retries are three attempts");
    assert!(after(0).wait.is_some() && after(2).wait.is_none());
    let for_ever = Policy { max_retries: None, ..PLAIN };
    assert_eq!(ranges(&step(&piece(1, 9_999), BatchOutcome::retry("no"), for_ever)).2, [(0, 1, 10_000)]);
}

#[test]
fn bisecting_halves_without_counting() {
    let halves = step(&piece(5, 2), BatchOutcome::retry("no"), BISECTING);
    assert_eq!(ranges(&halves), (None, None, vec![(0, 2, 2), (2, 5, 2)]));
    assert_eq!(ranges(&step(&piece(1, 0), BatchOutcome::retry("no"), BISECTING)).2, [(0, 1, 1)]);
    assert_eq!(ranges(&step(&piece(1, 2), BatchOutcome::retry("no"), BISECTING)).1, Some((0, 1, 3)));
}

#[test]
fn a_named_record_fails_alone() {
    assert_eq!(ranges(&step(&piece(4, 0), from(2), PLAIN)), (Some((0, 2)), None, vec![(2, 4, 1)]));
    assert_eq!(ranges(&step(&piece(4, 2), from(2), PLAIN)).2, [(2, 4, 1)], "another record than before");
    assert_eq!(ranges(&step(&piece(4, 2), from(0), PLAIN)), (None, Some((0, 1, 3)), vec![(1, 4, 0)]));
    assert_eq!(ranges(&step(&piece(4, 0), from(9), PLAIN)).2, [(0, 4, 1)], "none of its: all of it");
    let told = BatchOutcome::Retry { after: Some(Duration::from_secs(7)), reason: String::new() };
    assert_eq!(step(&piece(1, 0), told, PLAIN).wait, Some(Some(Duration::from_secs(7))));
}

#[test]
fn a_dead_letter_is_given_up_at_once() {
    let one = BatchOutcome::DeadLetter { record: Some(Checkpoint::record("1")), reason: "no".to_owned() };
    assert_eq!(ranges(&step(&piece(3, 0), one, PLAIN)), (Some((0, 1)), Some((1, 2, 1)), vec![(2, 3, 0)]));
    let all = BatchOutcome::DeadLetter { record: None, reason: "no".to_owned() };
    assert_eq!(ranges(&step(&piece(3, 0), all, PLAIN)), (None, Some((0, 3, 1)), vec![]));
}
