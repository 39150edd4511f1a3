//! [`ServedCloud`]: a local cloud that other processes reach.

use std::{io, path::PathBuf, sync::Arc};

use tokio::task::JoinSet;
use void_core::Transport;

use super::{
    endpoint::Endpoint, executables::Executables, functions::Functions, gateway::Gateway, lasting::Lasting,
    options::ServeOptions, permissions::PermissionBook, registry::Registry,
};
use crate::{
    cloud::{Callers, LocalCloud, NotedCalls},
    control::Control,
    lambda::{self, LambdaApi},
    serve::{self, Server, Services},
    telemetry::Exporter,
};

/// A local cloud that other processes reach: queues, streams and buckets on one port, functions' HTTP routes on another.
/// Functions run as processes. Dropped, it stops at once; [`shutdown`](Self::shutdown) lets requests finish.
#[derive(Debug)]
pub struct ServedCloud {
    functions: Arc<Functions>,
    services: Server,
    gateway: Server,
    /// Aborted when they are dropped.
    tasks: JoinSet<()>,
    exporter: Option<Arc<Exporter>>,
}

/// Why a cloud can't be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// A port can't be listened on.
    #[error("{what} can't be served on {addr}: {source}")]
    Bind {
        /// What was to be served.
        what: &'static str,
        /// Where.
        addr: std::net::SocketAddr,
        /// What the system said; it is part of this message.
        source: io::Error,
    },
    /// What was kept in the folder of what lasts can't be used. Nothing in it was changed.
    #[error("what is kept in {} can't be used: {message}", .folder.display())]
    Kept {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl ServeError {
    /// Whether somebody else listens there: another cloud, most likely.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::Bind { source, .. } if source.kind() == io::ErrorKind::AddrInUse)
    }
}

impl ServedCloud {
    /// Serves a cloud: a new, empty one, or the one that is kept in [`ServeOptions::data`].
    ///
    /// # Errors
    ///
    /// [`ServeError`] when a port can't be listened on, or when what is kept can't be used.
    pub async fn start(options: ServeOptions) -> Result<Self, ServeError> {
        let bind = async |what, addr| {
            let listener =
                serve::bind(addr).await.map_err(|source| ServeError::Bind { what, addr, source })?;
            Ok(listener.with_limits(options.limits.clone()))
        };
        let services = bind("the services", options.services).await?;
        let gateway = bind("the HTTP gateway", options.gateway).await?;
        let owner = options.credentials.as_ref().map(|owner| owner.access_key_id.clone());
        let permissions = PermissionBook::new(owner);
        let mut builder =
            LocalCloud::builder().endpoint(services.url()).authorizer(Arc::new(permissions.clone()));
        if let Some(credentials) = options.credentials.clone() {
            builder = builder.verify(credentials);
        }
        let (mut lasting, mut registry) = (None, Registry::default());
        if let Some(folder) = &options.data {
            let unusable = |message: String| ServeError::Kept { folder: folder.clone(), message };
            let (opened, kept) =
                Lasting::open(folder.clone()).await.map_err(|error| unusable(error.to_string()))?;
            registry = Registry::open(folder).map_err(|error| unusable(error.to_string()))?;
            builder = builder.kept(kept);
            lasting = Some(Arc::new(opened));
        }
        let cloud = builder.build();
        let executables = Executables::at(options.data.as_deref(), &cloud.random().uuid());
        let callers = Callers::default();
        let urls = (services.url(), gateway.url());
        let functions = Functions::new(
            cloud.clone(),
            executables,
            (callers.clone(), permissions),
            (registry, lasting.clone()),
            urls,
        );
        let functions = Arc::new(functions);
        functions.restore().await;
        lambda::go_on(&cloud);
        let endpoint = Endpoint {
            services: NotedCalls::new(cloud.stirred_by(services_of(&cloud)), cloud.clone(), callers),
            lambda: LambdaApi::new(Arc::clone(&functions), options.credentials),
            control: Control::new(Arc::clone(&functions)),
            cloud: cloud.clone(),
        };
        let (driven, ending) = (cloud.clone(), cloud.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { driven.run().await });
        tasks.spawn(async move { ending.end_idle_processes().await });
        let exporter = options.traces.map(|collector| Arc::new(Exporter::new(cloud.clone(), collector)));
        if let Some(exporter) = exporter.clone() {
            tasks.spawn(async move { exporter.run().await });
        }
        if let Some(lasting) = lasting {
            let (messaging, streams, storage) = (cloud.messaging(), cloud.streams(), cloud.storage());
            let logs = functions.logs();
            tasks.spawn(async move { lasting.keep_short(&messaging, &streams, &storage, &logs).await });
        }
        Ok(Self {
            functions,
            services: services.serve(endpoint),
            gateway: gateway.serve(Gateway::new(cloud)),
            tasks,
            exporter,
        })
    }

    /// Where queues, streams and buckets are: what `AWS_ENDPOINT_URL` is set to.
    #[must_use]
    pub fn services_url(&self) -> String {
        self.services.url()
    }

    /// Where functions' HTTP routes are.
    #[must_use]
    pub fn gateway_url(&self) -> String {
        self.gateway.url()
    }

    /// The port of queues, streams and buckets.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.services.addr().port()
    }

    /// Everything in it.
    #[must_use]
    pub fn cloud(&self) -> &LocalCloud {
        self.functions.cloud()
    }

    /// Waits until a caller of the control API asks the cloud to come to its end.
    pub async fn stop_asked(&self) {
        self.functions.stop_asked().await;
    }

    /// Stops listening, lets requests in progress finish, and ends all processes: messages that they had come back.
    pub async fn shutdown(self) {
        let Self { functions, services, gateway, mut tasks, exporter } = self;
        gateway.shutdown().await;
        services.shutdown().await;
        tasks.shutdown().await;
        if let Some(exporter) = exporter {
            exporter.export().await;
        }
        drop(functions);
    }
}

fn services_of(cloud: &LocalCloud) -> impl Transport + use<> {
    let (messaging, streams, storage) = (cloud.messaging(), cloud.streams(), cloud.storage());
    Services::new(messaging.transport(), streams.transport(), storage.transport())
}
