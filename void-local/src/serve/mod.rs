//! [`serve`]: a mock, or several ([`Services`]), on a loopback port, so that clients in other processes and languages reach it.
//!
//! What arrives is handed to the [`Transport`](void_core::Transport) as it came, signature and all: the same code answers
//! a call in process and one over a socket.

mod body;
mod connection;
mod credential;
mod idle;
mod limits;
mod notifications;
mod server;
mod services;

pub(crate) use self::credential::text;
pub use self::{
    limits::ServeLimits,
    notifications::QueueNotifications,
    server::{Listener, Server, bind, serve},
    services::Services,
};
