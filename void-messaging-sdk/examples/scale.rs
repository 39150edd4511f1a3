//! What an operation of the mock's engine costs as its queue grows, and how much memory a message takes.
//!
//! `cargo run --release -p void-messaging-sdk --example scale [-- MESSAGES…]`; by default with 1,000, 100,000 and 10,000,000.

use std::{
    collections::BTreeMap,
    error::Error,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use void_core::{Random, Timestamp};
use void_messaging_sdk::mock::engine::{Draft, Engine, Problem, Receive, Settings, limits::MAX_IN_FLIGHT};

/// How many bytes the body of a message has.
const BODY_BYTES: usize = 16;
/// How often each operation is measured.
const ROUNDS: u32 = 10_000;

type Draw = fn(u64) -> Draft;

const QUEUES: [(&str, Draw); 4] =
    [("standard", standard), ("fair", fair), ("q.fifo", fifo), ("delayed", delayed)];
const SIZES: [&str; 3] = ["1000", "100000", "10000000"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [queue, messages] = &arguments[..]
        && let Some((queue, draft)) = QUEUES.into_iter().find(|(name, _)| name == queue)
    {
        return Ok(measure(queue, messages.parse()?, draft)?);
    }
    let sizes = if arguments.is_empty() { SIZES.map(str::to_owned).to_vec() } else { arguments };
    println!("nanoseconds an operation, and bytes a message above the {BODY_BYTES} of its body");
    println!("queue      messages   fill  send  receive+delete  hide  counts  expire  bytes");
    for (messages, (queue, _)) in sizes.iter().flat_map(|size| QUEUES.map(|queue| (size, queue))) {
        // A process each, for memory that was used once stays with its process.
        Command::new(std::env::current_exe()?).args([queue, messages]).status()?;
    }
    Ok(())
}

fn standard(number: u64) -> Draft {
    Draft { body: format!("{number:0BODY_BYTES$}"), ..Draft::default() }
}

/// A thousand message groups.
fn fair(number: u64) -> Draft {
    Draft { group: Some((number % 1_000).to_string()), ..standard(number) }
}

/// A thousand message groups.
fn fifo(number: u64) -> Draft {
    Draft { deduplication_id: Some(number.to_string()), ..fair(number) }
}

/// A tenth of the messages; the others are delayed.
fn delayed(number: u64) -> Draft {
    let delay = if number.is_multiple_of(10) { Duration::ZERO } else { Duration::from_secs(900) };
    Draft { delay: Some(delay), ..standard(number) }
}

fn measure(name: &str, messages: u64, draft: Draw) -> Result<(), Problem> {
    let mut engine = Engine::new(Settings {
        region: "us-east-1".to_owned(),
        account_id: "000000000000".to_owned(),
        random: Random::from_seed(1),
        unreliable: None,
        recreate_wait: false,
        max_in_flight: MAX_IN_FLIGHT,
    });
    let start = Timestamp::from_secs(1_700_000_000);
    let mut given = BTreeMap::from([("MessageRetentionPeriod".to_owned(), "1209600".to_owned())]);
    if name.ends_with(".fifo") {
        given.insert("FifoQueue".to_owned(), "true".to_owned());
    }
    engine.create_queue(start, name, &given, &BTreeMap::new())?;

    // A millisecond apart, so that they do not all fall due at once.
    let at = |number: u64| start + Duration::from_millis(number / 10);
    let before = resident_bytes();
    let filled = time(u32::try_from(messages).unwrap_or(u32::MAX), |number| {
        engine.send(at(number), name, draft(number)).map(drop)
    })?;
    let bytes = resident_bytes().saturating_sub(before) / messages.max(1);
    let now = at(messages);

    let sent = time(ROUNDS, |number| engine.send(now, name, draft(messages + number)).map(drop))?;
    let handled = time(ROUNDS.min(u32::try_from(messages / 10).unwrap_or(ROUNDS)), |_| {
        for received in engine.receive(now, name, &Receive::default())? {
            engine.delete(now, name, &received.handle)?;
        }
        Ok(())
    })?;
    let one = engine.receive(now, name, &Receive::default())?.remove(0);
    let hidden = time(ROUNDS, |number| {
        engine.change_visibility(now, name, &one.handle, Duration::from_secs(1 + number % 40))
    })?;
    let counted = time(ROUNDS, |_| {
        engine.counts(now, name).map(|counts| {
            black_box(counts);
        })
    })?;
    // Everything expires at once: what it costs each message.
    let left = engine.counts(now, name)?;
    let left = left.visible + left.in_flight + left.delayed;
    let end = now + Duration::from_secs(1_209_600);
    let expired =
        time(1, |_| engine.counts(end, name).map(drop))? / u32::try_from(left.max(1)).unwrap_or(u32::MAX);

    println!(
        "{name:<9} {messages:>9} {:>6} {:>5} {:>15} {:>5} {:>7} {:>7} {:>6}",
        filled.as_nanos(),
        sent.as_nanos(),
        handled.as_nanos(),
        hidden.as_nanos(),
        counted.as_nanos(),
        expired.as_nanos(),
        bytes.saturating_sub(BODY_BYTES as u64),
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
