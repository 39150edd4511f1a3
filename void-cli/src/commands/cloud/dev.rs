//! `void dev`.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use void_core::{Clock, SystemClock};
use void_local::control::ControlClient;

use super::{
    Up,
    up::{HTTP_PORT, PORT, interrupted},
    watch::Snapshot,
};
use crate::{
    commands::{Context, deploy::deploy_at, logs::follow},
    failure::Failure,
};

/// How often files are looked at. What changed is built when a look finds the same as the one before it.
const INTERVAL: Duration = Duration::from_millis(500);

/// `void dev [PATH]…`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void dev
  void dev functions/create-order --ephemeral
  void dev --port 4600 --http-port 4601")]
pub(crate) struct Dev {
    /// A void.yaml, a folder with one, or a folder of such folders [default: functions, or the current folder]
    paths: Vec<PathBuf>,
    /// The port of queues, streams and buckets
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    port: u16,
    /// The port of functions' HTTP routes
    #[arg(long, value_name = "PORT", default_value_t = HTTP_PORT)]
    http_port: u16,
    /// Keeps nothing: everything is gone when it ends
    #[arg(long)]
    ephemeral: bool,
}

impl Dev {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        let up =
            Up { port: self.port, http_port: self.http_port, ephemeral: self.ephemeral, ..Up::default() };
        let cloud = up.start(context).await?;
        let control = context.session.control_at(cloud.port());
        let ended = tokio::select! {
            interrupted = interrupted() => interrupted,
            () = cloud.stop_asked() => Ok(()),
            ended = follow(context, &control) => ended,
            () = self.keep_deployed(context, &control) => Ok(()),
        };
        cloud.shutdown().await;
        ended
    }

    /// Deploys, and again whenever a file has changed, without end. What can't be built or deployed is said; what was deployed
    /// before goes on then.
    async fn keep_deployed(&self, context: &Context<'_>, control: &ControlClient) {
        let clock = SystemClock::new();
        loop {
            let built = Snapshot::take(&self.paths);
            if let Err(failure) = deploy_at(context, control, &self.paths).await {
                context.console.failure(&failure);
            }
            let mut before = built.clone();
            loop {
                clock.sleep_until(clock.now() + INTERVAL).await;
                let now = Snapshot::take(&self.paths);
                if now != built && now == before {
                    break;
                }
                before = now;
            }
        }
    }
}
