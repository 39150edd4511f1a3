//! [`Server`]: the listener and its connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};
use void_core::{SystemClock, Transport};

use super::{
    connection::{Shared, serve_connection},
    limits::ServeLimits,
};

/// How long the listener waits after it could not accept a connection: most likely the process is out of file handles.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(50);

/// Serves `transport` on `addr`, a loopback address (port 0: any free one), with the default limits.
///
/// It listens when this returns, and serves until [`Server::shutdown`], or until the [`Server`] is dropped.
/// Each exchange is HTTP/1.1; what the transport gives no answer to ends the connection, as a lost one would.
///
/// # Errors
///
/// As [`bind`].
pub async fn serve(transport: impl Transport, addr: SocketAddr) -> io::Result<Server> {
    Ok(bind(addr).await?.serve(transport))
}

/// Listens on `addr`, a loopback address (port 0: any free one), before it is known what is served there:
/// the URLs that a mock gives out name the port.
///
/// # Errors
///
/// `InvalidInput` for an address that is not loopback: a mock has no business on a network. Any error of binding it.
pub async fn bind(addr: SocketAddr) -> io::Result<Listener> {
    if !addr.ip().is_loopback() {
        let message = format!("{addr} is not a loopback address: a mock is served to this machine only");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let listener = TcpListener::bind(addr).await?;
    Ok(Listener { addr: listener.local_addr()?, listener, limits: ServeLimits::default() })
}

/// A port that is listened on. Connections wait until it serves.
#[derive(Debug)]
pub struct Listener {
    addr: SocketAddr,
    listener: TcpListener,
    limits: ServeLimits,
}

impl Listener {
    /// The address it listens on, with the port that was chosen.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The endpoint URL for clients: `http://127.0.0.1:4566`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Serves within limits of the caller's.
    #[must_use]
    pub fn with_limits(self, limits: ServeLimits) -> Self {
        Self { limits, ..self }
    }

    /// Serves `transport`, until [`Server::shutdown`], or until the [`Server`] is dropped.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn serve(self, transport: impl Transport) -> Server {
        let clock = Arc::new(SystemClock::new());
        let shared = Shared { transport: Arc::new(transport), clock, limits: self.limits };
        let (stop, stopped) = watch::channel(false);
        let listening = tokio::spawn(listen(self.listener, shared, stopped));
        Server { addr: self.addr, stop, listening }
    }
}

/// A transport that is being served. Dropped, it stops at once; [`Server::shutdown`] lets requests finish.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    listening: JoinHandle<()>,
}

impl Server {
    /// The address it listens on, with the port that was chosen.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The endpoint URL for clients: `http://127.0.0.1:4566`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops listening, lets requests in progress finish (see [`ServeLimits::shutdown_grace`]), and ends all connections.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Err(error) = (&mut self.listening).await {
            tracing::warn!(%error, "the server had ended already");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Accepts connections until `stopped`, then waits for them to end. Dropped, it takes them with it.
async fn listen(listener: TcpListener, shared: Shared, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(shared.limits.max_connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => break,
            Some(ended) = connections.join_next() => { report(ended); continue }
            accepted = accept(&listener, &places) => accepted,
        };
        match accepted {
            Ok((stream, place)) => {
                let serving = serve_connection(stream, shared.clone(), stopped.clone());
                connections.spawn(async move {
                    serving.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection");
                shared.clock.sleep_until(shared.clock.now() + PAUSE_AFTER_ERROR).await;
            }
        }
    }
    drop(listener);
    while let Some(ended) = connections.join_next().await {
        report(ended);
    }
}

/// Waits for a place first: connections above the limit stay in the listener's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _peer) = listener.accept().await?;
    // Answers are written whole; waiting to fill a packet only delays the last one.
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection's task failed");
    }
}
