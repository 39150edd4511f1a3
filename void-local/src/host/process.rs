//! [`Process`]: one process of a function, from its start to its end.

use std::{
    fmt, io,
    net::Ipv4Addr,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    sync::{Notify, mpsc, watch},
    task::JoinSet,
};
use void_core::SharedClock;

use super::{
    exchange::{Exchange, Job},
    memory,
    output::{Output, read_lines},
    runtime_api::RuntimeApi,
};
use crate::serve::{self, Server};

/// How often a process's memory is looked at.
const MEMORY_INTERVAL: Duration = Duration::from_millis(100);
/// How long what a process wrote last is waited for after its end: a child of its own may hold the pipes open.
const LAST_LINES: Duration = Duration::from_secs(1);

/// How often the start of an executable that is busy is tried again, and how long after.
const BUSY_TRIES: u32 = 50;
const BUSY_INTERVAL: Duration = Duration::from_millis(20);

/// What is started, and within what limits.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The executable.
    pub(crate) executable: PathBuf,
    /// Where it is started.
    pub(crate) directory: PathBuf,
    /// All of its environment but the address of its Runtime API.
    pub(crate) environment: Vec<(String, String)>,
    /// The most resident memory, in MB.
    pub(crate) memory_mb: u32,
    /// What its Runtime API says that was invoked.
    pub(crate) function_arn: String,
}

/// How a process came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// By itself, or by a signal that was not ours.
    Ended(String),
    /// It took more memory than it may.
    OutOfMemory,
    /// It was told to.
    Killed,
}

/// Starts a command, again after a moment where somebody still has its executable open for writing: a process that
/// was started just while the executable was being copied holds the copy until it becomes its own program.
async fn start_when_free(command: &mut Command, clock: &SharedClock) -> io::Result<Child> {
    for _ in 0..BUSY_TRIES {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                clock.sleep_until(clock.now() + BUSY_INTERVAL).await;
            }
            result => return result,
        }
    }
    command.spawn()
}

/// A process that runs. Dropped, it is killed.
pub(super) struct Process {
    pub(super) exchange: Arc<Exchange>,
    pub(super) jobs: mpsc::Sender<Job>,
    pub(super) pid: u32,
    exit: watch::Receiver<Option<Exit>>,
    kill: Arc<Notify>,
    peak_kb: Arc<AtomicU64>,
    _api: Server,
}

impl Process {
    /// Starts a process, and its Runtime API on a port of its own.
    ///
    /// # Errors
    ///
    /// When the executable can't be started, or no port is free.
    pub(super) async fn start(program: &Program, clock: SharedClock, output: Output) -> io::Result<Self> {
        let listener = serve::bind((Ipv4Addr::LOCALHOST, 0).into()).await?;
        let address = listener.addr().to_string();
        let (exchange, jobs) = Exchange::new();
        let exchange = Arc::new(exchange);
        let api = listener.serve(RuntimeApi::new(Arc::clone(&exchange), program.function_arn.clone()));
        let mut command = Command::new(&program.executable);
        command
            .current_dir(&program.directory)
            .env_clear()
            .envs(program.environment.iter().map(|(name, value)| (name, value)))
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C at a terminal is for the cloud, which ends its processes itself.
            .process_group(0)
            .kill_on_drop(true);
        let mut child = start_when_free(&mut command, &clock).await?;
        let pid = child.id().unwrap_or_default();
        let mut readers = JoinSet::new();
        if let Some(stdout) = child.stdout.take() {
            readers.spawn(read_lines(stdout, output.clone(), Arc::clone(&exchange), pid));
        }
        if let Some(stderr) = child.stderr.take() {
            readers.spawn(read_lines(stderr, output, Arc::clone(&exchange), pid));
        }
        let (ended, exit) = watch::channel(None);
        let (kill, peak_kb) = (Arc::new(Notify::new()), Arc::new(AtomicU64::new(0)));
        let watched = Watched {
            child,
            pid,
            limit_kb: u64::from(program.memory_mb) * 1024,
            peak_kb: Arc::clone(&peak_kb),
            kill: Arc::clone(&kill),
            clock,
        };
        tokio::spawn(async move {
            let exit = watched.until_exit(readers).await;
            ended.send_replace(Some(exit));
        });
        Ok(Self { exchange, jobs, pid, exit, kill, peak_kb, _api: api })
    }

    /// Waits for its end.
    pub(super) async fn exited(&self) -> Exit {
        let mut exit = self.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(exit) => exit.clone().unwrap_or(Exit::Killed),
            Err(_) => Exit::Killed,
        }
    }

    /// Whether it has come to its end.
    pub(super) fn has_exited(&self) -> bool {
        self.exit.borrow().is_some()
    }

    /// The most memory that it was seen to take, in MB.
    pub(super) fn peak_mb(&self) -> u64 {
        self.peak_kb.load(Ordering::Relaxed).div_ceil(1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill.notify_one();
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Process").field("pid", &self.pid).finish_non_exhaustive()
    }
}

/// A process, as the task sees it that waits for its end.
struct Watched {
    child: Child,
    pid: u32,
    limit_kb: u64,
    peak_kb: Arc<AtomicU64>,
    kill: Arc<Notify>,
    clock: SharedClock,
}

impl Watched {
    async fn until_exit(mut self, mut readers: JoinSet<()>) -> Exit {
        let mut why = None;
        let status = loop {
            let tick = self.clock.sleep_until(self.clock.now() + MEMORY_INTERVAL);
            tokio::select! {
                status = self.child.wait() => break status,
                () = self.kill.notified(), if why.is_none() => {
                    why = Some(Exit::Killed);
                    self.start_kill();
                }
                () = tick => {
                    let Some(usage) = memory::of(self.pid) else { continue };
                    self.peak_kb.fetch_max(usage.peak_kb, Ordering::Relaxed);
                    if usage.resident_kb > self.limit_kb && why.is_none() {
                        why = Some(Exit::OutOfMemory);
                        self.start_kill();
                    }
                }
            }
        };
        let rest = async { while readers.join_next().await.is_some() {} };
        // What it wrote last is in the pipes still.
        if void_core::time::timeout(&*self.clock, LAST_LINES, rest).await.is_err() {
            tracing::debug!(pid = self.pid, "something holds the output of a process open that has ended");
        }
        why.unwrap_or_else(|| Exit::Ended(describe(status)))
    }

    fn start_kill(&mut self) {
        if let Err(error) = self.child.start_kill() {
            tracing::debug!(pid = self.pid, %error, "a process can't be killed: it has ended");
        }
    }
}

/// As Lambda words it: `exit status 1`, `signal: killed`.
fn describe(status: io::Result<ExitStatus>) -> String {
    match status {
        Ok(status) => {
            let text = status.to_string();
            text.strip_prefix("exit status: ")
                .map_or_else(|| text.clone(), |code| format!("exit status {code}"))
        }
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use void_core::SystemClock;

    use super::*;

    /// An executable of this test's own.
    fn executable(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("void-{}-{name}", std::process::id()));
        fs::copy("/bin/true", &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[tokio::test]
    async fn an_executable_that_is_still_open_for_writing_is_started_once_it_is_free() {
        let path = executable("busy");
        let writing = fs::OpenOptions::new().write(true).open(&path).unwrap();
        let busy = Command::new(&path).spawn().unwrap_err();
        assert_eq!(busy.kind(), io::ErrorKind::ExecutableFileBusy);
        let clock: SharedClock = Arc::new(SystemClock::default());
        let waits = SharedClock::clone(&clock);
        let free = tokio::spawn(async move {
            waits.sleep_until(waits.now() + BUSY_INTERVAL * 3).await;
            drop(writing);
        });
        let mut child = start_when_free(&mut Command::new(&path), &clock).await.unwrap();
        assert!(child.wait().await.unwrap().success());
        free.await.unwrap();
        fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn an_executable_that_is_not_there_is_not_waited_for() {
        let clock: SharedClock = Arc::new(SystemClock::default());
        let error = start_when_free(&mut Command::new("/nowhere/at-all"), &clock).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
