//! [`Server`]: the listener and its connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};
use void_core::{SystemClock, Transport};

use super::{
    connection::{Shared, serve_connection},
    idle::IdleConnections,
    limits::ServeLimits,
};

/// How many connections the system keeps for the listener: one above it is tried again by its client a second later.
const BACKLOG: u32 = 4_096;

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
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A port is taken up again at once, as `TcpListener::bind` does.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    let listener = socket.listen(BACKLOG)?;
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
///
/// One connection above the limit is accepted, and has an idle one end; the rest stay in the listener's queue meanwhile.
async fn listen(listener: TcpListener, shared: Shared, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(shared.limits.max_connections));
    let idle = IdleConnections::default();
    let stop = stopped.clone();
    let mut connections = JoinSet::new();
    let mut waiting = None;
    loop {
        tokio::select! {
            biased;
            _ = async { stopped.wait_for(|stopped| *stopped).await.map(drop) } => break,
            Some(ended) = connections.join_next() => report(ended),
            Ok(place) = Arc::clone(&places).acquire_owned(), if waiting.is_some() => {
                idle.has_room();
                if let Some(stream) = waiting.take() {
                    let serving = serve_connection(stream, shared.clone(), Arc::new(idle.add()), stop.clone());
                    connections.spawn(async move {
                        serving.await;
                        drop(place);
                    });
                }
            }
            accepted = accept(&listener), if waiting.is_none() => match accepted {
                Ok(stream) => {
                    waiting = Some(stream);
                    if places.available_permits() == 0 {
                        idle.make_room();
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    idle.make_room();
                    shared.clock.sleep_until(shared.clock.now() + PAUSE_AFTER_ERROR).await;
                    idle.has_room();
                }
            },
        }
    }
    drop((listener, waiting));
    while let Some(ended) = connections.join_next().await {
        report(ended);
    }
}

async fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _peer) = listener.accept().await?;
    // Answers are written whole; waiting to fill a packet only delays the last one.
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection's task failed");
    }
}
