//! [`Cloud`]: a served cloud as a process of its own, which is this test run once more.

use std::{
    env,
    io::{BufRead, BufReader, Read},
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use void_core::{Config, Credentials, HttpTransport, retry::RetryPolicy};
use void_local::{
    ServeOptions, ServedCloud,
    control::{ControlClient, DeployRequest, FunctionSource},
};
use void_messaging_sdk::VoidMessagingClient;
use void_storage_sdk::VoidStorageClient;
use void_streams_sdk::VoidStreamsClient;

use super::worker::worker;

/// Names the folder to the process.
const CHILD: &str = "VOID_CRASH_FOLDER";

pub(crate) struct Cloud {
    process: Child,
    pub(crate) url: String,
}

/// Where this process is to serve, where it is one that was started by [`Cloud::start`].
pub(crate) fn folder_to_serve() -> Option<PathBuf> {
    env::var_os(CHILD).map(PathBuf::from)
}

/// Serves a cloud until the process ends, or the one that started it does.
#[tokio::main]
pub(crate) async fn serve(folder: PathBuf) {
    let mut options = ServeOptions::default();
    options.services = (Ipv4Addr::LOCALHOST, 0).into();
    options.gateway = (Ipv4Addr::LOCALHOST, 0).into();
    options.data = Some(folder);
    let cloud = ServedCloud::start(options).await.unwrap();
    println!("\nserves {}", cloud.services_url());
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0]));
    let _ = parent.await.unwrap();
    cloud.shutdown().await;
}

impl Cloud {
    /// Starts a process that runs `test`, which [serves](serve) what is in `folder`.
    pub(crate) fn start(test: &str, folder: &Path) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture"]).env(CHILD, folder);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.into_iter().find_map(|line| line.strip_prefix("serves ").map(ToOwned::to_owned));
        let url = url.expect("the cloud starts: what it says of it is above");
        Self { process, url }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends the functions' processes with `kill -9`. Says how many there were.
    #[cfg(target_os = "linux")]
    pub(crate) fn kill_functions(&self) -> usize {
        let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
        let children = processes.filter(|path| parent_of(path) == Some(self.process.id()));
        let pids: Vec<_> = children.filter_map(|path| Some(path.file_name()?.to_owned())).collect();
        // One that has ended by itself is none.
        pids.iter().filter(|pid| Command::new("kill").arg("-9").arg(pid).status().unwrap().success()).count()
    }

    /// Deploys a function that runs `examples/worker`.
    pub(crate) async fn deploy(&self, manifest: &str) {
        let function = FunctionSource {
            file: "worker/void.yaml".to_owned(),
            manifest: manifest.to_owned(),
            executable: worker(),
            directory: env::temp_dir(),
        };
        let request = DeployRequest { functions: vec![function], dry_run: false };
        self.control().deploy(&request).await.unwrap();
    }

    pub(crate) fn control(&self) -> ControlClient {
        ControlClient::new(HttpTransport::new(), self.url.clone())
    }

    pub(crate) fn clients(&self) -> Clients {
        let config = Config::builder()
            .transport(HttpTransport::new())
            .endpoint_url(&self.url)
            .region("us-east-1")
            .credentials(Credentials::new("anybody", "anything"))
            // What is tried again after the end is not what this asks.
            .retry(RetryPolicy::attempts(1))
            .build();
        Clients {
            messaging: VoidMessagingClient::new(config.clone()),
            streams: VoidStreamsClient::new(config.clone()),
            storage: VoidStorageClient::new(config),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Clients {
    pub(crate) messaging: VoidMessagingClient,
    pub(crate) streams: VoidStreamsClient,
    pub(crate) storage: VoidStorageClient,
}

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("void-crash-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The parent of the process that has this folder in `/proc`.
#[cfg(target_os = "linux")]
fn parent_of(process: &Path) -> Option<u32> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    // Behind the name, which may have blanks: the state, the parent.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
