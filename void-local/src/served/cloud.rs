//! [`ServedCloud`]: a local cloud that other processes reach.

use std::{io, sync::Arc};

use tokio::task::JoinHandle;
use void_core::Transport;

use super::{
    endpoint::Endpoint, executables::Executables, functions::Functions, gateway::Gateway,
    options::ServeOptions,
};
use crate::{
    cloud::{Callers, LocalCloud, NotedCalls},
    control::Control,
    lambda::LambdaApi,
    serve::{self, Server, Services},
};

/// A local cloud that other processes reach: queues, streams and buckets on one port, functions' HTTP routes on another.
/// Functions run as processes. Dropped, it stops at once; [`shutdown`](Self::shutdown) lets requests finish.
#[derive(Debug)]
pub struct ServedCloud {
    functions: Arc<Functions>,
    services: Server,
    gateway: Server,
    tasks: Vec<JoinHandle<()>>,
}

/// Why a cloud can't be served.
#[derive(Debug, thiserror::Error)]
#[error("{what} can't be served on {addr}: {source}")]
pub struct ServeError {
    what: &'static str,
    addr: std::net::SocketAddr,
    source: io::Error,
}

impl ServeError {
    /// Whether somebody else listens there: another cloud, most likely.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.source.kind() == io::ErrorKind::AddrInUse
    }
}

impl ServedCloud {
    /// Serves a new, empty cloud.
    ///
    /// # Errors
    ///
    /// [`ServeError`] when a port can't be listened on.
    pub async fn start(options: ServeOptions) -> Result<Self, ServeError> {
        let bind = async |what, addr| {
            let listener = serve::bind(addr).await.map_err(|source| ServeError { what, addr, source })?;
            Ok(listener.with_limits(options.limits.clone()))
        };
        let services = bind("the services", options.services).await?;
        let gateway = bind("the HTTP gateway", options.gateway).await?;
        let mut builder = LocalCloud::builder().endpoint(services.url());
        if let Some(credentials) = options.credentials {
            builder = builder.verify(credentials);
        }
        let cloud = builder.build();
        let folder = std::env::temp_dir().join(format!("void-cloud-{}", cloud.random().uuid()));
        let executables = Executables::new(folder, true);
        let callers = Callers::default();
        let functions = Arc::new(Functions::new(
            cloud.clone(),
            executables,
            callers.clone(),
            services.url(),
            gateway.url(),
        ));
        let endpoint = Endpoint {
            services: NotedCalls::new(cloud.stirred_by(services_of(&cloud)), cloud.clone(), callers),
            lambda: LambdaApi::new(Arc::clone(&functions)),
            control: Control::new(Arc::clone(&functions)),
            cloud: cloud.clone(),
        };
        let (driven, ending) = (cloud.clone(), cloud.clone());
        let tasks = vec![
            tokio::spawn(async move { driven.run().await }),
            tokio::spawn(async move { ending.end_idle_processes().await }),
        ];
        Ok(Self {
            functions,
            services: services.serve(endpoint),
            gateway: gateway.serve(Gateway::new(cloud)),
            tasks,
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
        let Self { functions, services, gateway, tasks } = self;
        gateway.shutdown().await;
        services.shutdown().await;
        for task in tasks {
            task.abort();
        }
        drop(functions);
    }
}

fn services_of(cloud: &LocalCloud) -> impl Transport + use<> {
    let (messaging, streams, storage) = (cloud.messaging(), cloud.streams(), cloud.storage());
    Services::new(messaging.transport(), streams.transport(), storage.transport())
}
