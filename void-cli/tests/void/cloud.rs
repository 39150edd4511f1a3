//! The mocks on a port of their own, and the command that is run on them.

use std::{
    io::{PipeWriter, Write, pipe},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::LazyLock,
};

use serde_json::Value;
use void_core::Credentials;
use void_local::{
    Server,
    serve::{Services, bind},
};
use void_messaging_sdk::mock::MockMessaging;
use void_storage_sdk::mock::MockStorage;
use void_streams_sdk::mock::MockStreams;

/// All three services, who know the key that the command uses on this machine, and verify its signatures.
pub(crate) struct Cloud {
    pub(crate) messaging: MockMessaging,
    pub(crate) streams: MockStreams,
    pub(crate) storage: MockStorage,
    pub(crate) server: Server,
}

/// How a run of the command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Cloud {
    pub(crate) async fn start() -> Self {
        let listener = bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)).await.unwrap();
        let (url, credentials) = (listener.url(), Credentials::new("void", "void"));
        let messaging = MockMessaging::builder().base_url(&url).credentials(credentials.clone());
        let messaging = messaging.verify_signatures().build();
        let streams = MockStreams::builder().base_url(&url).credentials(credentials.clone());
        let streams = streams.verify_signatures().build();
        let storage =
            MockStorage::builder().base_url(&url).credentials(credentials).verify_signatures().build();
        let services = Services::new(messaging.transport(), streams.transport(), storage.transport());
        Self { messaging, streams, storage, server: listener.serve(services) }
    }

    /// A run on this cloud, by the variable that every SDK reads.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = command(arguments);
        command.env("AWS_ENDPOINT_URL", self.server.url());
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// A run with something at its standard input.
    pub(crate) fn run_with_input(&self, arguments: &str, input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// What it prints as text when it does what it was asked to.
    pub(crate) fn text(&self, arguments: &str) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "void {arguments}: {ran:?}");
        assert!(!ran.out.contains('\u{1b}'), "no colour in a pipe: {:?}", ran.out);
        ran.out
    }

    /// What it prints with `--output json` when it does what it was asked to.
    pub(crate) fn json(&self, arguments: &str) -> Value {
        let ran = self.run(&format!("{arguments} --output json"));
        assert_eq!(ran.code, 0, "void {arguments}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    }

    /// The error that it prints with `--output json` when it fails.
    pub(crate) fn error(&self, arguments: &str) -> Value {
        let ran = self.run(&format!("{arguments} --output json"));
        assert_eq!(ran.out, "", "void {arguments}");
        let error: Value = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["exit_code"], ran.code, "void {arguments}");
        error["error"].clone()
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The command with nothing in its environment but a home without files. Words are parted by blanks.
pub(crate) fn command(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_void"));
    command.args(arguments.split_whitespace()).env_clear().env("HOME", folder("home"));
    command
}

/// A folder of a test's own, empty when a run of the tests begins.
pub(crate) fn folder(name: &str) -> PathBuf {
    static ALL: LazyLock<PathBuf> = LazyLock::new(|| {
        let all = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("void");
        // That of an earlier run, if there was one.
        drop(std::fs::remove_dir_all(&all));
        all
    });
    let path = ALL.join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// An output that nobody reads.
pub(crate) fn unread() -> PipeWriter {
    let (_, writer) = pipe().unwrap();
    writer
}

/// The names of an object's members, in their order: what scripts rely on.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}
