//! [`Project`]: an empty folder, and the local cloud that is up for it.

use std::{
    fs,
    io::{self, BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

/// What a build needs of the environment; the rest stays out.
const KEPT: [&str; 6] = ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "TMPDIR"];

/// How often something that comes to be is asked for: each time is a run of the command.
const MOST_TRIES: usize = 2_000;

/// How long an output that is followed may say nothing: as long as the first build of a function takes on a busy machine.
pub(crate) const LONGEST_SILENCE: Duration = Duration::from_secs(300);

/// Projects have functions of one name, and are built into one folder: one of them at a time.
static ONE: Mutex<()> = Mutex::new(());

pub(crate) struct Project {
    folder: PathBuf,
    port: String,
    http_port: String,
    _alone: MutexGuard<'static, ()>,
}

impl Project {
    /// Brings the cloud up.
    pub(crate) fn start() -> Self {
        let project = Self::new();
        project.void(&["up", "--port", &project.port, "--http-port", &project.http_port]);
        project
    }

    /// An empty folder, and ports that are free.
    pub(crate) fn new() -> Self {
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        // Not in the repository: its workspace would be that of the functions.
        let folder = std::env::temp_dir().join(format!("void-walkthrough-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let project = Self { folder, port: free_port(), http_port: free_port(), _alone: alone };
        // The versions that are there already are those that it builds with.
        fs::copy(sdk().join("Cargo.lock"), project.folder.join("Cargo.lock")).unwrap();
        project
    }

    /// Starts `void dev`, which keeps nothing.
    pub(crate) fn dev(&self) -> Running {
        self.begin(&["dev", "--ephemeral", "--port", &self.port, "--http-port", &self.http_port])
    }

    /// Starts a command that has no end.
    fn begin(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        Running { child, out: lines(out), err: lines(err) }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_void"));
        command.args(arguments).current_dir(&self.folder).env_clear();
        command.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        let nothing = self.folder.join("no-settings");
        command.env("AWS_CONFIG_FILE", &nothing).env("AWS_SHARED_CREDENTIALS_FILE", &nothing);
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port));
        command.env("VOID_SDK_PATH", sdk()).env("CARGO_NET_OFFLINE", "true");
        // That of the workspace: what it has built is not built again.
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap());
        command
    }

    /// What the command prints when it does what it was asked to.
    pub(crate) fn void(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "void {arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.void(&[arguments, &["--output", "json"]].concat())).unwrap()
    }

    /// Asks until the answer is the one that is waited for.
    pub(crate) fn until(&self, arguments: &[&str], is_it: impl Fn(&Value) -> bool) -> Value {
        let mut answer = Value::Null;
        for _ in 0..MOST_TRIES {
            answer = self.json(arguments);
            if is_it(&answer) {
                return answer;
            }
        }
        panic!("void {arguments:?} still says {answer}");
    }

    /// What a command without an end prints, up to a line; then it is ended.
    pub(crate) fn follow(&self, arguments: &[&str], line: &str) -> String {
        self.begin(arguments).says(line)
    }

    pub(crate) fn post_order(&self) -> String {
        let url = format!("http://127.0.0.1:{}/orders", self.http_port);
        let arguments =
            ["-sS", "-X", "POST", "-H", "Content-Type: application/json", "-d", "@order.json", &url];
        let output = Command::new("curl").args(arguments).current_dir(&self.folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Puts functions of the order system here, as a workspace of their own.
    pub(crate) fn copy_order_system(&self, functions: &[&str]) {
        let examples = sdk().join("examples/void-order-eda");
        copy(&examples.join("order-events"), &self.folder.join("order-events"));
        for function in functions {
            copy(&examples.join(function), &self.folder.join("functions").join(function));
        }
        let manifest = fs::read_to_string(sdk().join("Cargo.toml")).unwrap();
        let (_, settings) = manifest.split_once("[workspace.package]").unwrap();
        let settings = settings
            .replace("path = \"void-", &format!("path = \"{}/void-", sdk().display()))
            .replace("path = \"examples/void-order-eda/order-events\"", "path = \"order-events\"");
        let members = "[workspace]\nresolver = \"3\"\nmembers = [\"functions/*\", \"order-events\"]\n\n";
        self.write("Cargo.toml", &format!("{members}[workspace.package]{settings}"));
    }

    /// The line that a function's `Cargo.toml` gets in order to send messages.
    pub(crate) fn messaging(&self) -> String {
        let path = sdk().join("void-messaging-sdk");
        format!("void-messaging-sdk = {{ path = {path:?}, features = [\"http\"] }}\n")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
    }

    /// How many processes of Cargo's work here. Only Linux tells.
    pub(crate) fn cargos(&self) -> usize {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let works_here = |process: &Path| {
            fs::read_link(process.join("cwd")).is_ok_and(|folder| folder.starts_with(&self.folder))
                && fs::read_to_string(process.join("comm")).is_ok_and(|name| name == "cargo\n")
        };
        processes.filter(|process| works_here(&process.path())).count()
    }

    pub(crate) fn append(&self, path: &str, text: &str) {
        let old = fs::read_to_string(self.folder.join(path)).unwrap();
        self.write(path, &format!("{old}{text}"));
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let old = fs::read_to_string(self.folder.join(path)).unwrap();
        assert!(old.contains(from), "{old}");
        self.write(path, &old.replace(from, to));
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        drop(self.command(&["down"]).output());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

fn sdk() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A port that was free a moment ago.
fn free_port() -> String {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port().to_string()
}

/// The lines of an output, as they come.
fn lines(output: impl io::Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    lines
}

/// What comes, up to the line that has `part` in it.
fn up_to(lines: &Receiver<String>, part: &str) -> String {
    let mut read = String::new();
    while let Ok(line) = lines.recv_timeout(LONGEST_SILENCE) {
        read.push_str(&line);
        read.push('\n');
        if line.contains(part) {
            return read;
        }
    }
    panic!("no more came, and no {part}: {read}");
}

/// A command that runs. Dropped, it is ended.
pub(crate) struct Running {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Running {
    /// What it prints, up to a line.
    pub(crate) fn says(&self, part: &str) -> String {
        up_to(&self.out, part)
    }

    /// What it and Cargo complain of, up to a line.
    pub(crate) fn complains(&self, part: &str) -> String {
        up_to(&self.err, part)
    }

    /// Asks it to end, as a terminal's Ctrl-C does. Says whether it ended well.
    pub(crate) fn interrupt(&mut self) -> bool {
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        asked.success() && self.child.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
