//! An aggregated record: user records or none; and what was read is written and read back the same.
//!
//! The input is taken as the data, and as the message in it: nobody guesses an MD5.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use md5::{Digest, Md5};
use void_streams_sdk::aggregation::{Aggregator, parse};

const MAGIC: [u8; 4] = [0xF3, 0x89, 0x9A, 0xC2];

fuzz_target!(|input: &[u8]| {
    read(&Bytes::copy_from_slice(input));
    let digest = Md5::digest(input);
    read(&[&MAGIC[..], input, &digest[..]].concat().into());
});

fn read(data: &Bytes) {
    let Some(message) = parse(data) else { return };
    assert_eq!(message.entries().count(), message.len());
    let mut aggregator = Aggregator::new(usize::MAX);
    for entry in message.entries() {
        let _ = (entry.hash_key(), format!("{entry:?}"));
        let added = aggregator.add(entry.partition_key, entry.explicit_hash_key, entry.data.clone());
        added.expect("there is room for all");
    }
    assert_eq!(aggregator.len(), message.len());
    if aggregator.is_empty() {
        return;
    }
    let size = aggregator.size_bytes();
    let written = aggregator.into_bytes();
    assert_eq!(written.len(), size);
    let again = parse(&written).expect("what was written can be read");
    assert!(again.entries().eq(message.entries()));
}
