//! [`Emulator`]: one of those that are measured, as a process.

use std::{
    io,
    net::TcpListener,
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

use crate::{connection::Connection, request};

/// How long one may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// What Linux counts processors' time in, everywhere.
const TICKS_PER_SECOND: u64 = 100;

/// A process that answers. Dropped, it is killed.
pub(crate) struct Emulator {
    child: Child,
    pub(crate) port: u16,
    /// From its start to its first answer.
    pub(crate) start: Duration,
}

impl Emulator {
    /// Starts what a command says, with the port in place of `{port}`, and one more free one in place of `{other}`.
    pub(crate) async fn start(command: &[String]) -> io::Result<Self> {
        let (port, other) = (free_port()?, free_port()?);
        let fill =
            |text: &String| text.replace("{port}", &port.to_string()).replace("{other}", &other.to_string());
        let mut words = command.iter().map(fill);
        let program = words.next().ok_or(io::ErrorKind::InvalidInput)?;
        let begun = Instant::now();
        let child = Command::new(program)
            .args(words)
            .env("FAUXQS_PORT", port.to_string())
            .env("FAUXQS_LOGGER", "false")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let first = request::sqs("ListQueues", "{}");
        loop {
            if let Ok(mut connection) = Connection::open(port).await
                && let Ok((200, _)) = connection.call(&first).await
            {
                return Ok(Self { child, port, start: begun.elapsed() });
            }
            if begun.elapsed() > PATIENCE {
                return Err(io::Error::new(io::ErrorKind::TimedOut, format!("{command:?} does not answer")));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The time that it has had on processors so far.
    pub(crate) fn cpu(&self) -> io::Result<Duration> {
        let stat = self.proc("stat")?;
        // Behind the name, which may have blanks: from field 3 on. Fields 14 and 15 are user and system time in ticks.
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
    }

    /// Its resident memory, in MB.
    pub(crate) fn memory_mb(&self) -> io::Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kb: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default();
        Ok(kb / 1024)
    }

    fn proc(&self, file: &str) -> io::Result<String> {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id().unwrap_or_default()))
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
