//! What an operation of the mock's engine costs as its bucket grows, and how much memory a key takes.
//!
//! `cargo run --release -p void-storage-sdk --example storage-scale [-- KEYS…]`; by default with 1,000, 100,000 and 1,000,000.

use std::{
    error::Error,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use void_core::{Random, Timestamp};
use void_storage_sdk::{
    mock::{
        StoredBody,
        engine::{
            Engine, ListingAsked, Object, Problem, Settings, Tags, Versioning, WriteConditions, WriteKind,
        },
    },
    types::{Checksums, ObjectHeaders},
};

/// How often each operation is measured.
const ROUNDS: u64 = 10_000;
/// How many results a measured page has.
const PAGE: usize = 1000;
/// How many keys have their first characters in common, up to the delimiter.
const GROUP: u64 = 100;
const BUCKET: &str = "photos";
const SIZES: [&str; 3] = ["1000", "100000", "1000000"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, keys] = &arguments[..]
        && flag == "--measure"
    {
        return Ok(measure(keys.parse()?)?);
    }
    let sizes = if arguments.is_empty() { SIZES.map(str::to_owned).to_vec() } else { arguments };
    println!("nanoseconds an operation (of the listings: a result), and bytes a key above its own");
    println!("    keys   fill   put    get   page  groups  versions  resume  deleted  bytes");
    for size in sizes {
        // A process each, for memory that was used once stays with its process.
        Command::new(std::env::current_exe()?).args(["--measure", &size]).status()?;
    }
    Ok(())
}

fn key(number: u64) -> String {
    format!("{:06}/{:02}", number / GROUP, number % GROUP)
}

fn object() -> Object {
    Object {
        body: StoredBody::joined([]),
        e_tag: "d41d8cd98f00b204e9800998ecf8427e".into(),
        headers: ObjectHeaders::default().into(),
        checksums: Checksums::default(),
        tags: Tags::new(),
        parts: Vec::new(),
        server_side_encryption: String::new(),
    }
}

fn measure(keys: u64) -> Result<(), Problem> {
    let now = Timestamp::from_secs(1_700_000_000);
    let any = WriteConditions::default();
    let mut engine = Engine::new(Settings {
        region: "us-east-1".to_owned(),
        account_id: "000000000000".to_owned(),
        minimum_part_size: 5 * 1024 * 1024,
        random: Random::from_seed(1),
    });
    engine.create_bucket(now, BUCKET)?;
    let before = resident_bytes();
    // In no order, as keys come.
    let spread = |number: u64| number * 7_919 % keys;
    let filled = time(keys, |number| {
        engine.put_object(now, BUCKET, &key(spread(number)), object(), &any, WriteKind::Put).map(drop)
    })?;
    let memory = resident_bytes().saturating_sub(before) / keys.max(1);
    let put = time(ROUNDS, |number| {
        engine.put_object(now, BUCKET, &key(spread(number)), object(), &any, WriteKind::Put).map(drop)
    })?;
    let get = time(ROUNDS, |number| {
        engine.find_object(BUCKET, &key(spread(number)), None).map(|found| drop(black_box(found)))
    })?;

    let listed = |engine: &Engine, asked: ListingAsked<'_>| {
        let page = engine.list_objects(BUCKET, &asked)?;
        Ok(black_box(page).entries.len())
    };
    let middle = key(keys / 2);
    let plain = ListingAsked { limit: PAGE, after: Some(&middle), ..ListingAsked::default() };
    let page = time_results(|| listed(&engine, plain))?;
    let rolled_up = ListingAsked { delimiter: "/", ..plain };
    let groups = time_results(|| listed(&engine, rolled_up))?;
    let versions = time_results(|| {
        let page = engine.list_versions(BUCKET, &plain, None)?;
        Ok(black_box(page).entries.len())
    })?;

    engine.set_versioning(BUCKET, Versioning::Enabled)?;
    // As many versions of one key, and in the middle of them.
    let one = key(keys / 2);
    let mut marker = None;
    for number in 0..keys {
        let written = engine.put_object(now, BUCKET, &one, object(), &any, WriteKind::Put)?;
        if number == keys / 2 {
            marker = written.version_id;
        }
    }
    let of_one = ListingAsked { after: Some(&one), limit: 1, ..ListingAsked::default() };
    let resume = time_results(|| {
        let page = engine.list_versions(BUCKET, &of_one, marker.as_ref())?;
        Ok(black_box(page).entries.len())
    })?;
    // All but the first and the last ones get a delete marker.
    for number in GROUP..keys.saturating_sub(GROUP) {
        engine.delete_object(now, BUCKET, &key(number), None, &any)?;
    }
    let whole = ListingAsked { limit: PAGE, ..ListingAsked::default() };
    let deleted = time_results(|| listed(&engine, whole))?;

    println!(
        "{keys:>8} {filled:>6} {put:>5} {get:>6} {page:>6} {groups:>7} {versions:>9} {resume:>7} {deleted:>8} {:>6}",
        memory.saturating_sub(key(0).len() as u64),
    );
    Ok(())
}

/// How many nanoseconds one of `rounds` takes.
fn time(rounds: u64, mut act: impl FnMut(u64) -> Result<(), Problem>) -> Result<u128, Problem> {
    let (elapsed, ()) = timed(|| (0..rounds).try_for_each(&mut act))?;
    Ok(elapsed.as_nanos() / u128::from(rounds.max(1)))
}

/// How many nanoseconds one of the results takes that `act` gives.
fn time_results(mut act: impl FnMut() -> Result<usize, Problem>) -> Result<u128, Problem> {
    let (elapsed, results) = timed(|| (0..100).try_fold(0, |sum, _| Ok(sum + act()?)))?;
    Ok(elapsed.as_nanos() / (results as u128).max(1))
}

#[expect(clippy::disallowed_methods, reason = "what is measured is the machine's time")]
fn timed<T>(act: impl FnOnce() -> Result<T, Problem>) -> Result<(Duration, T), Problem> {
    let started = Instant::now();
    let result = act()?;
    Ok((started.elapsed(), result))
}

/// The memory that this process takes; 0 where there is no `/proc`.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() * 1024
}
