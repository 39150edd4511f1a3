//! What an operation of the mock's engine costs as its stream grows, and how much memory a record takes.
//!
//! `cargo run --release -p void-streams-sdk --example stream-scale [-- RECORDS…]`; by default with 10,000, 1,000,000 and 10,000,000.

use std::{
    error::Error,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use void_core::{Random, Timestamp};
use void_streams_sdk::{
    mock::engine::{Engine, NewRecord, Problem, Settings, shard_id},
    types::StartingPosition,
};

/// How often each operation is measured.
const ROUNDS: u32 = 10_000;
/// How many records a measured read gives.
const PAGE: u32 = 100;
const KEY_BYTES: usize = 8;

/// What a stream is called, how many shards it has, and how many bytes the data of its records.
const STREAMS: [(&str, u32, usize); 3] = [("one", 1, 16), ("many", 1000, 16), ("large", 1, 2000)];
const SIZES: [&str; 3] = ["10000", "1000000", "10000000"];
/// Of the large ones there are fewer, so that they fit into memory.
const LARGE_SHARE: u64 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [stream, records] = &arguments[..]
        && let Some(set_up) = STREAMS.into_iter().find(|(name, ..)| name == stream)
    {
        return Ok(measure(set_up, records.parse()?)?);
    }
    let sizes = if arguments.is_empty() { SIZES.map(str::to_owned).to_vec() } else { arguments };
    println!(
        "nanoseconds an operation (of read and batch: a record), and bytes a record above its data and key"
    );
    println!("stream    records   fill   put  batch   read  by time  by number  iterator  expire  bytes");
    for (records, (stream, ..)) in sizes.iter().flat_map(|size| STREAMS.map(|stream| (size, stream))) {
        // A process each, for memory that was used once stays with its process.
        Command::new(std::env::current_exe()?).args([stream, records]).status()?;
    }
    Ok(())
}

fn record(number: u64, bytes: usize) -> NewRecord {
    let key = format!("{:0KEY_BYTES$}", number % 100_000);
    NewRecord { data: format!("{number:0bytes$}").into(), partition_key: Some(key), ..NewRecord::default() }
}

fn measure((name, shards, bytes): (&str, u32, usize), records: u64) -> Result<(), Problem> {
    let records = if bytes > 1000 { records / LARGE_SHARE } else { records };
    let mut engine = Engine::new(Settings {
        region: "us-east-1".to_owned(),
        account_id: "000000000000".to_owned(),
        random: Random::from_seed(1),
        transition: Duration::ZERO,
        enforce_throughput: false,
    });
    let start = Timestamp::from_secs(1_700_000_000);
    engine.create_stream_now(start, name, shards)?;
    let shard = shard_id(0);

    // Ten in a millisecond.
    let at = |number: u64| start + Duration::from_millis(number / 10);
    let before = resident_bytes();
    let filled = time(u32::try_from(records).unwrap_or(u32::MAX), |number| {
        engine.put(at(number), name, &record(number, bytes), None).map(drop)
    })?;
    let memory = resident_bytes().saturating_sub(before) / records.max(1);
    let now = at(records);

    let some = record(1, bytes);
    let put = time(ROUNDS, |_| engine.put(now, name, &some, None).map(drop))?;
    let batch = vec![some; 500];
    let batched = time(20, |_| engine.put_all(now, name, &batch).map(drop))? / 500;

    let spread = |number: u64| number * 7_919 % records;
    let by_time = time(ROUNDS, |number| {
        let position = StartingPosition::at_timestamp(at(spread(number)));
        engine.locate(now, name, &shard, &position).map(|cursor| {
            black_box(cursor);
        })
    })?;
    let middle = engine.locate(now, name, &shard, &StartingPosition::at_timestamp(at(records / 2)))?;
    let read = time(ROUNDS / PAGE, |_| {
        engine.read(now, name, &shard, middle, PAGE as usize).map(|read| {
            black_box(read);
        })
    })?;
    let page = engine.read(now, name, &shard, middle, 1)?;
    let number = StartingPosition::after_sequence_number(page.continuation);
    let by_number = time(ROUNDS, |_| {
        engine.locate(now, name, &shard, &number).map(|cursor| {
            black_box(cursor);
        })
    })?;
    let iterator = time(ROUNDS, |_| {
        let iterator = engine.iterator(now, name, &shard, middle)?;
        engine.open_iterator(now, &iterator).map(|place| {
            black_box(place);
        })
    })?;
    // All are too old at once: a put drops some of them.
    let end = now + Duration::from_secs(86_400);
    let expired = time(ROUNDS, |number| engine.put(end, name, &record(number, bytes), None).map(drop))?;

    println!(
        "{name:<7} {records:>9} {:>6} {:>5} {:>6} {:>6} {:>8} {:>10} {:>9} {:>7} {:>6}",
        filled.as_nanos(),
        put.as_nanos(),
        batched.as_nanos(),
        read.as_nanos() / u128::from(PAGE),
        by_time.as_nanos(),
        by_number.as_nanos(),
        iterator.as_nanos(),
        expired.as_nanos(),
        memory.saturating_sub((bytes + KEY_BYTES) as u64),
    );
    Ok(())
}

/// How long one of `rounds` takes.
#[expect(clippy::disallowed_methods, reason = "what is measured is the machine's time")]
fn time(rounds: u32, mut act: impl FnMut(u64) -> Result<(), Problem>) -> Result<Duration, Problem> {
    let started = Instant::now();
    (0..u64::from(rounds)).try_for_each(&mut act)?;
    Ok(started.elapsed() / rounds.max(1))
}

/// The memory that this process takes; 0 where there is no `/proc`.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() * 1024
}
