//! [`ServeOptions`]: where a cloud is served, and who may call.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use void_core::Credentials;

use crate::{serve::ServeLimits, telemetry::TraceCollector};

/// Where a cloud is served, and who may call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServeOptions {
    /// Where queues, streams and buckets are served: a loopback address. Default `127.0.0.1:4566`; port 0: any free one.
    pub services: SocketAddr,
    /// Where functions' HTTP routes are served: a loopback address. Default `127.0.0.1:4567`; port 0: any free one.
    pub gateway: SocketAddr,
    /// Who may call, beside functions. Signatures are verified then. Default: nobody in particular; requests are taken
    /// unsigned, and signed by anybody. Functions have credentials of their own in any case, and who signs with those may do what
    /// the function may: so says its `void.yaml`.
    pub credentials: Option<Credentials>,
    /// The folder of what lasts: queues with their messages, streams with their records, buckets with their objects, functions.
    /// Default: nothing lasts.
    pub data: Option<PathBuf>,
    /// Where the invocations of functions are sent as traces. Default: nowhere.
    pub traces: Option<TraceCollector>,
    /// What clients may ask of both ports.
    pub limits: ServeLimits,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            services: (Ipv4Addr::LOCALHOST, 4566).into(),
            gateway: (Ipv4Addr::LOCALHOST, 4567).into(),
            credentials: None,
            data: None,
            traces: None,
            limits: ServeLimits::default(),
        }
    }
}
