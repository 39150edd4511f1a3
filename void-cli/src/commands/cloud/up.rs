//! `void up`.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::Args;
use void_core::{Credentials, HttpTransport};
use void_local::{ServeOptions, ServedCloud, TraceCollector};

use super::{open_files::allow_many, start, status};
use crate::{commands::Context, exit::Exit, failure::Failure, session::LOCAL_CREDENTIALS};

/// Where queues, streams and buckets are, unless told otherwise: at [`LOCAL_CLOUD`](crate::session::LOCAL_CLOUD).
pub(super) const PORT: u16 = 4566;
/// Where functions' HTTP routes are, unless told otherwise.
pub(super) const HTTP_PORT: u16 = 4567;

/// `void up`.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:
  void up
  void up --foreground --port 4600 --http-port 4601
  void up --ephemeral")]
pub(crate) struct Up {
    /// Stays in the foreground until Ctrl-C; otherwise the local cloud runs in the background until `void down`
    #[arg(long)]
    pub(super) foreground: bool,
    /// The port of queues, streams and buckets
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    pub(super) port: u16,
    /// The port of functions' HTTP routes
    #[arg(long, value_name = "PORT", default_value_t = HTTP_PORT)]
    pub(super) http_port: u16,
    /// Takes requests of anybody on this machine, signed or not; otherwise signatures by void/void and by functions are
    /// verified. Functions may do what their void.yaml says either way
    #[arg(long)]
    pub(super) anonymous: bool,
    /// Where what lasts is kept: queues with their messages, streams, functions [default: .void/data in the project]
    #[arg(long, value_name = "DIR", conflicts_with = "ephemeral")]
    pub(super) data: Option<PathBuf>,
    /// Keeps nothing: everything is gone when the cloud ends
    #[arg(long)]
    pub(super) ephemeral: bool,
}

impl Default for Up {
    /// As without options.
    fn default() -> Self {
        Self {
            foreground: false,
            port: PORT,
            http_port: HTTP_PORT,
            anonymous: false,
            data: None,
            ephemeral: false,
        }
    }
}

impl Up {
    pub(crate) async fn run(&self, context: &Context<'_>) -> Result<(), Failure> {
        if self.foreground {
            return self.serve(context).await;
        }
        let control = context.session.control_at(self.port);
        if control.health().await.is_err() {
            start::in_background(&control, self).await?;
        }
        context.console.show(&status::Shown(control.health().await?))
    }

    async fn serve(&self, context: &Context<'_>) -> Result<(), Failure> {
        let cloud = self.start(context).await?;
        tokio::select! {
            interrupted = interrupted() => interrupted?,
            () = cloud.stop_asked() => {}
        }
        cloud.shutdown().await;
        Ok(())
    }

    /// Serves a cloud in this process, and says where.
    pub(super) async fn start(&self, context: &Context<'_>) -> Result<ServedCloud, Failure> {
        allow_many();
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut options = ServeOptions::default();
        (options.services, options.gateway) = (at(self.port), at(self.http_port));
        if !self.anonymous {
            let (key, secret) = LOCAL_CREDENTIALS;
            options.credentials = Some(Credentials::new(key, secret));
        }
        if !self.ephemeral {
            let data =
                self.data.clone().map_or_else(|| start::state_folder().map(|state| state.join("data")), Ok);
            options.data = Some(data?);
        }
        options.traces = TraceCollector::from_env(HttpTransport::new())
            .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
        let cloud = ServedCloud::start(options).await.map_err(|error| {
            let hint =
                "`void status` shows the cloud that runs there; `--port` and `--http-port` choose others";
            let failure = Failure::new(Exit::Failed, error.to_string());
            if error.is_in_use() { failure.with_hint(hint) } else { failure }
        })?;
        let health = context.session.control_at(cloud.port()).health().await?;
        context.console.show(&status::Shown(health))?;
        Ok(cloud)
    }
}

/// Waits for Ctrl-C, or for the signal that ends a process politely.
pub(super) async fn interrupted() -> Result<(), Failure> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
        _ = terminated.recv() => Ok(()),
    }
}
