//! The format against vectors of another implementation, and with whatever bytes may come.

use bytes::Bytes;
use md5::{Digest, Md5};
use proptest::prelude::*;
use void_core::Timestamp;

use super::{Aggregator, DoesNotFit, MAGIC, UserRecord, decode, decode_in_range, parse};
use crate::types::{HashKey, HashKeyRange, Record};

// Made with `RecordAggregator.add_user_record` and `get_contents` of aws_kinesis_agg 1.2.3 (PyPI) on protobuf 7.36.2:
// ("order-1", b"placed"), ("order-2", b"placed"), ("order-1", b"paid").
const TWO_KEYS: &str = "f3899ac20a076f726465722d310a076f726465722d321a0a08001a06706c616365641a0a08011a06706c61636564\
                        1a0808001a047061696415ce7666902da4eabb0a55bafe4afc22";
// Made likewise: ("a", b"\x00\xff", hash key "0"), ("ä", b"", hash key 2^128 - 1), ("a", b"x", hash key "0").
const HASH_KEYS: &str = "f3899ac20a01610a02c3a412013012273334303238323336363932303933383436333436333337343630373433\
                         313736383231313435351a08080010001a0200ff1a06080110011a001a07080010001a01781c1aff831ccaf21d\
                         74f3a891e925fe3f";

type Put = (String, Option<HashKey>, Vec<u8>);

fn bytes(hex: &str) -> Bytes {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn put(key: &str, hash_key: Option<u128>, data: &[u8]) -> Put {
    (key.to_owned(), hash_key.map(HashKey), data.to_vec())
}

fn two_keys() -> Vec<Put> {
    vec![put("order-1", None, b"placed"), put("order-2", None, b"placed"), put("order-1", None, b"paid")]
}

fn hash_keys() -> Vec<Put> {
    vec![put("a", Some(0), b"\x00\xff"), put("ä", Some(u128::MAX), b""), put("a", Some(0), b"x")]
}

fn aggregated(puts: &[Put]) -> Aggregator {
    let mut aggregator = Aggregator::new(usize::MAX);
    for (key, hash_key, data) in puts {
        aggregator.add(key, *hash_key, data.clone()).unwrap();
    }
    aggregator
}

fn record(data: Bytes) -> Record {
    Record {
        sequence_number: "7".into(),
        approximate_arrival_timestamp: Timestamp::from_secs(1),
        data,
        partition_key: "a".to_owned(),
        encryption_type: None,
    }
}

fn puts(data: &Bytes) -> Vec<Put> {
    let message = parse(data).expect("it is aggregated");
    let entries = message.entries();
    entries
        .map(|entry| (entry.partition_key.to_owned(), entry.explicit_hash_key, entry.data.to_vec()))
        .collect()
}

/// The four bytes, a message, and its MD5.
fn sealed(message: &[u8]) -> Bytes {
    [&MAGIC, message, &Md5::digest(message)].concat().into()
}

#[test]
fn reads_and_writes_what_another_implementation_writes() {
    for (hex, expected) in [(TWO_KEYS, two_keys()), (HASH_KEYS, hash_keys())] {
        assert_eq!(puts(&bytes(hex)), expected);
        assert_eq!(aggregated(&expected).into_bytes(), bytes(hex));
    }
}

#[test]
fn user_records_share_the_sequence_number_and_are_counted() {
    let records: Vec<_> = decode(record(bytes(TWO_KEYS))).collect();
    assert_eq!(decode(record(bytes(TWO_KEYS))).len(), 3);
    let seen: Vec<_> = records
        .iter()
        .map(|user| {
            (user.sub_sequence_number, user.record.partition_key.as_str(), user.record.text().unwrap())
        })
        .collect();
    assert_eq!(seen, [(0, "order-1", "placed"), (1, "order-2", "placed"), (2, "order-1", "paid")]);
    assert!(records.iter().all(|user| user.is_aggregated && user.record.sequence_number.as_str() == "7"));
}

#[test]
fn what_is_no_sound_aggregated_record_is_itself() {
    let whole = bytes(TWO_KEYS);
    let mut cases: Vec<Bytes> = (0..whole.len()).map(|length| whole.slice(..length)).collect();
    for place in 0..whole.len() {
        let mut damaged = whole.to_vec();
        damaged[place] ^= 1;
        cases.push(damaged.into());
    }
    // Sealed rightly, and yet not sound: no message; an index that points nowhere; no key; no data; a hash key that is
    // no number; a key that is no text; a key of 257 characters; nothing at all.
    let long = [&[0x0a, 0x81, 0x02][..], &[b'k'; 257]].concat();
    for message in [
        &b"\x0a"[..],
        b"\x0a\x01k\x1a\x05\x08\x01\x1a\x01d",
        b"\x1a\x05\x08\x00\x1a\x01d",
        b"\x0a\x01k\x1a\x03\x1a\x01d",
        b"\x0a\x01k\x1a\x02\x08\x00",
        b"\x0a\x01k\x12\x01x",
        b"\x0a\x01\xff",
        &long,
        b"",
    ] {
        cases.push(sealed(message));
    }
    for data in cases {
        let record = record(data);
        let itself = UserRecord::plain(record.clone());
        assert_eq!(decode(record.clone()).collect::<Vec<_>>(), [itself], "{:?}", record.data);
    }
}

#[test]
fn tables_may_stand_behind_the_records_and_what_is_unknown_is_stepped_over() {
    let message = b"\x1a\x09\x08\x00\x1a\x01d\x22\x02\x0a\x00\x20\x07\x0a\x01k";
    assert_eq!(puts(&sealed(message)), [put("k", None, b"d")]);
}

#[test]
fn a_record_of_another_shard_is_left_out() {
    let low = HashKeyRange { ending_hash_key: HashKey(u128::MAX / 2), ..HashKeyRange::FULL };
    let high = HashKeyRange { starting_hash_key: HashKey(u128::MAX / 2 + 1), ..HashKeyRange::FULL };
    let read = |range| {
        let records = decode_in_range(record(bytes(HASH_KEYS)), range);
        records.map(|user| user.sub_sequence_number).collect::<Vec<_>>()
    };
    assert_eq!(read(HashKeyRange::FULL), [0, 1, 2]);
    assert_eq!((read(low), read(high)), (vec![0, 2], vec![1]));
    // By the partition key, where there is no other: the MD5 of "order-1" is 6e7f85a9…, that of "order-2" 18899d7d….
    let between = HashKeyRange { starting_hash_key: HashKey(0x20 << 120), ..HashKeyRange::FULL };
    let read = decode_in_range(record(bytes(TWO_KEYS)), between);
    assert_eq!(read.map(|user| user.sub_sequence_number).collect::<Vec<_>>(), [0, 2]);
    // The service itself chose where a plain record is.
    assert_eq!(decode_in_range(record("plain".into()), low).count(), 1);
}

#[test]
fn is_filled_up_to_its_size_and_no_further() {
    let mut aggregator = Aggregator::new(72);
    for (key, hash_key, data) in two_keys() {
        aggregator.add(&key, hash_key, data).unwrap();
    }
    assert_eq!(aggregator.size_bytes(), 72);
    assert_eq!(aggregator.add("order-1", None, ""), Err(DoesNotFit));
    assert_eq!((aggregator.len(), aggregator.into_bytes()), (3, bytes(TWO_KEYS)));
}

#[test]
fn one_record_is_put_as_it_is_and_several_by_the_hash_key_of_the_first() {
    assert_eq!(Aggregator::new(100).into_entry(), None);
    let one = aggregated(&hash_keys()[1..2]).into_entry().unwrap();
    assert_eq!((one.partition_key.as_deref(), one.data.as_deref()), (Some("ä"), Some(&b""[..])));
    assert_eq!(one.explicit_hash_key, Some(HashKey::MAX));
    let several = aggregated(&two_keys()).into_entry().unwrap();
    assert_eq!((several.partition_key.as_deref(), several.data), (Some("a"), Some(bytes(TWO_KEYS))));
    assert_eq!(several.explicit_hash_key, Some(HashKey::of_partition_key("order-1")));
}

fn any_put() -> impl Strategy<Value = Put> {
    (
        "[a-cä]{1,3}",
        proptest::option::of(any::<u128>().prop_map(HashKey)),
        prop::collection::vec(any::<u8>(), 0..300),
    )
}

proptest! {
    #[test]
    fn what_is_aggregated_is_read_again(expected in prop::collection::vec(any_put(), 1..40)) {
        let aggregator = aggregated(&expected);
        let size = aggregator.size_bytes();
        let data = aggregator.into_bytes();
        prop_assert_eq!(data.len(), size);
        prop_assert_eq!(&puts(&data), &expected);
        let decoded = decode(record(data)).map(|user| {
            (user.record.partition_key, user.explicit_hash_key, user.record.data.to_vec())
        });
        prop_assert_eq!(decoded.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_limit_holds_whatever_is_added(limit in 20_usize..2000, tried in prop::collection::vec(any_put(), 1..40)) {
        let mut aggregator = Aggregator::new(limit);
        let fitted: Vec<_> = tried
            .into_iter()
            .filter(|(key, hash_key, data)| aggregator.add(key, *hash_key, data.clone()).is_ok())
            .collect();
        let data = aggregator.into_bytes();
        prop_assert!(data.len() <= limit);
        if !fitted.is_empty() {
            prop_assert_eq!(puts(&data), fitted);
        }
    }

    #[test]
    fn no_bytes_are_too_much(message in prop::collection::vec(any::<u8>(), 0..200), sub in 0_u8..255) {
        let _any = parse(&Bytes::from(message.clone()));
        let user_records = decode(record(sealed(&message)));
        prop_assert!(user_records.len() <= message.len().max(1));
        prop_assert_eq!(user_records.clone().count(), user_records.len());
        // Nearly a message: the tables are right, and the records are anything.
        let near = [b"\x0a\x01k\x1a", &[message.len() as u8 & 0x7f][..], &message, &[sub]].concat();
        prop_assert!(decode(record(sealed(&near))).count() <= near.len());
    }
}
