//! [`Project`]: an empty folder, and the local cloud that is up for it.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// What a build needs of the environment; the rest stays out.
const KEPT: [&str; 6] = ["PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "TMPDIR"];

/// How often something that comes to be is asked for: each time is a run of the command.
const MOST_TRIES: usize = 2_000;

pub(crate) struct Project {
    folder: PathBuf,
    port: String,
    http_port: String,
}

impl Project {
    /// Brings the cloud up on free ports.
    pub(crate) fn start() -> Self {
        // Not in the repository: its workspace would be that of the functions.
        let folder = std::env::temp_dir().join(format!("void-walkthrough-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let project = Self { folder, port: free_port(), http_port: free_port() };
        // The versions that are there already are those that it builds with.
        fs::copy(sdk().join("Cargo.lock"), project.folder.join("Cargo.lock")).unwrap();
        project.void(&["up", "--port", &project.port, "--http-port", &project.http_port]);
        project
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
        let mut child = self.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let read = super::up_to(child.stdout.take().unwrap(), line);
        child.kill().unwrap();
        child.wait().unwrap();
        read
    }

    pub(crate) fn post_order(&self) -> String {
        let url = format!("http://127.0.0.1:{}/orders", self.http_port);
        let arguments =
            ["-sS", "-X", "POST", "-H", "Content-Type: application/json", "-d", "@order.json", &url];
        let output = Command::new("curl").args(arguments).current_dir(&self.folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// The line that a function's `Cargo.toml` gets in order to send messages.
    pub(crate) fn messaging(&self) -> String {
        let path = sdk().join("void-messaging-sdk");
        format!("void-messaging-sdk = {{ path = {path:?}, features = [\"http\"] }}\n")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
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

fn sdk() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A port that was free a moment ago.
fn free_port() -> String {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port().to_string()
}
