use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use void_local::durable::Journal;

use super::{Directory, found};

/// Names the directory to a child process: this test, run once more.
pub(crate) const CHILD: &str = "VOID_JOURNAL_OF_CHILD";
const ROUNDS: u32 = 40;

/// Starts the test `name` once more as a process that writes to `directory`, by way of `shell` where that is told.
pub(crate) fn child(name: &str, directory: &Path, shell: Option<&str>) -> Child {
    let test = env::current_exe().unwrap();
    let mut command = match shell {
        None => Command::new(test),
        Some(before) => {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{before}; exec \"$0\" \"$@\"")]).arg(test);
            command
        }
    };
    command.args(["--exact", name, "--nocapture"]).env(CHILD, directory);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// What the child says lasts, line by line; a line that was cut off is none.
fn acknowledged(child: &mut Child) -> impl Iterator<Item = u64> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n').map_while(Result::ok);
    lines.filter_map(|line| {
        String::from_utf8(line).ok()?.strip_prefix("lasts ")?.strip_suffix('.')?.parse().ok()
    })
}

/// Appends numbers from several tasks, and tells of each once it lasts; compacts now and then. Ends when it can't.
#[tokio::main]
async fn append_and_tell(directory: &str) {
    let mut next = 0;
    let (journal, _) = Journal::open(directory, |record| {
        next = next.max(1 + u64::from_le_bytes(record[..8].try_into().unwrap()));
        Ok(())
    })
    .unwrap();
    let journal = Arc::new(journal);
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let journal = Arc::clone(&journal);
            tokio::spawn(async move {
                for number in (next + task..).step_by(8) {
                    let record = [&number.to_le_bytes()[..], &[7; 700]].concat();
                    if journal.durable(journal.append(&record)).await.is_err() {
                        return;
                    }
                    writeln!(std::io::stdout().lock(), "lasts {number}.").unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    println!("ended");
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    if let Ok(directory) = env::var(CHILD) {
        return append_and_tell(&directory);
    }
    let directory = Directory::new();
    let mut lasting = std::collections::BTreeSet::new();
    for round in 0..ROUNDS {
        let mut child = child("killed::what_was_acknowledged_survives_kill_9", &directory.0, None);
        let mut told = acknowledged(&mut child);
        lasting.extend(told.by_ref().take(1 + (round * 37 % 300) as usize));
        child.kill().unwrap();
        child.wait().unwrap();
        lasting.extend(told);
        let numbers = |record: &Vec<u8>| u64::from_le_bytes(record[..8].try_into().unwrap());
        let there: std::collections::BTreeSet<_> =
            found(&directory.0).unwrap().0.iter().map(numbers).collect();
        let lost: Vec<_> = lasting.difference(&there).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
    }
    assert!(lasting.len() > ROUNDS as usize);
}

#[cfg(unix)]
#[test]
fn without_room_nothing_is_acknowledged_and_what_was_is_kept() {
    if let Ok(directory) = env::var(CHILD) {
        return append_and_tell(&directory);
    }
    let directory = Directory::new();
    // A limit on the size of files answers as a full disk does: a write ends half-way, the next fails.
    let limit = "trap '' XFSZ; ulimit -f 256";
    let mut child =
        child("killed::without_room_nothing_is_acknowledged_and_what_was_is_kept", &directory.0, Some(limit));
    let told: Vec<u64> = acknowledged(&mut child).collect();
    assert!(child.wait().unwrap().success());
    let (records, report) = found(&directory.0).unwrap();
    // 256 blocks of 512 or 1024 bytes.
    assert!((100..400).contains(&told.len()), "{} were acknowledged", told.len());
    assert!(records.len() >= told.len());
    for number in told {
        assert!(records.iter().any(|record| record[..8] == number.to_le_bytes()), "{number} is lost");
    }
    assert!(report.cut.is_some(), "the last write fitted by chance: {report:?}");
}
