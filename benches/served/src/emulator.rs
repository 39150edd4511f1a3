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

    /// Its resident memory, in MB.
    pub(crate) fn memory_mb(&self) -> io::Result<u64> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap_or_default()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kb: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default();
        Ok(kb / 1024)
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
