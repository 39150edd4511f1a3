//! What state that lasts costs. `durable-bench STORE DIRECTORY send|pair SENDERS SECONDS`, `… fill MESSAGES`, `… load`.

mod group;
mod store;
mod stores;

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::channel,
    },
    thread,
    time::{Duration, Instant},
};

use group::Group;
use store::{Change, Failure, open};

static NEXT: AtomicU64 = AtomicU64::new(1);

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, directory, rest @ ..] = &arguments[..] else { return Err("STORE DIRECTORY WHAT".into()) };
    let directory = Path::new(directory);
    std::fs::create_dir_all(directory)?;
    match &rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [what @ ("send" | "pair"), senders, seconds] => {
            rate(name, directory, *what == "pair", senders.parse()?, Duration::from_secs(seconds.parse()?))
        }
        ["fill", messages] => fill(name, directory, messages.parse()?),
        ["load"] => load(name, directory),
        _ => Err("send|pair SENDERS SECONDS, fill MESSAGES, load".into()),
    }
}

/// 1 KiB that does not shrink when it is compressed.
fn body(id: u64) -> Box<[u8]> {
    let mut state = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).take(128).flatten().collect()
}

/// Sends, or sends and deletes, as fast as it is acknowledged.
fn rate(name: &str, directory: &Path, pair: bool, senders: usize, time: Duration) -> Result<(), Failure> {
    let (group, thread) = Group::start(open(name, directory)?);
    let (done, started) = (AtomicU64::new(0), Instant::now());
    thread::scope(|scope| {
        for _ in 0..senders {
            scope.spawn(|| {
                let (group, answers) = (group.clone(), channel());
                while started.elapsed() < time {
                    let id = NEXT.fetch_add(1, Relaxed);
                    group.carry_out(Change::Sent(id, body(id)), &answers);
                    if pair {
                        group.carry_out(Change::Deleted(id), &answers);
                    }
                    done.fetch_add(1, Relaxed);
                }
            });
        }
    });
    let rate = done.load(Relaxed) as f64 / started.elapsed().as_secs_f64();
    drop(group);
    drop(thread.join().expect("the thread ends"));
    println!("{name}: {} by {senders}: {rate:.0}/s", if pair { "send + delete" } else { "send" });
    Ok(())
}

fn fill(name: &str, directory: &Path, messages: u64) -> Result<(), Failure> {
    let (mut store, started) = (open(name, directory)?, Instant::now());
    for first in (0..messages).step_by(1000) {
        let changes: Vec<_> = (first..first + 1000).map(|id| Change::Sent(id, body(id))).collect();
        store.commit(&changes)?;
    }
    drop(store);
    println!(
        "{name}: {messages} filled in {:.1} s, {} MB on disk",
        started.elapsed().as_secs_f64(),
        size(directory)?
    );
    Ok(())
}

/// Opens the store and takes all into memory, where the engine keeps it.
fn load(name: &str, directory: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let mut store = open(name, directory)?;
    let mut messages = HashMap::<u64, Box<[u8]>>::new();
    store.load(&mut |id, body| drop(messages.insert(id, body.into())))?;
    let took = started.elapsed().as_secs_f64();
    println!("{name}: {} loaded in {took:.2} s, {}", messages.len(), resident()?);
    Ok(())
}

fn size(directory: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let own = if entry.file_type()?.is_dir() {
            size(&entry.path())? * 1_000_000
        } else {
            entry.metadata()?.len()
        };
        bytes += own;
    }
    Ok(bytes / 1_000_000)
}

fn resident() -> Result<String, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let of = |name| status.lines().find(|line: &&str| line.starts_with(name)).unwrap_or_default().to_owned();
    Ok(format!("{} {}", of("VmRSS"), of("VmHWM")).split_whitespace().collect::<Vec<_>>().join(" "))
}
