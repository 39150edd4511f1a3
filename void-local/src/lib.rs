#![doc = include_str!("../README.md")]

mod answer;
mod cloud;
mod console;
pub mod control;
pub mod durable;
mod error;
mod host;
mod lambda;
pub mod logs;
pub mod manifest;
mod routing;
pub mod serve;
mod served;
mod telemetry;
mod time;
pub mod timeline;

#[cfg(feature = "logs")]
pub use self::cloud::LogLayer;
pub use self::{
    cloud::{DeadLetter, Deployment, LocalCloud, LocalCloudBuilder, RedriveTarget, StreamBatch},
    error::{Error, ErrorKind, Unsettled, Waiting},
    manifest::FunctionManifest,
    routing::{PathPattern, PathPatternError},
    serve::{Server, serve},
    served::{ServeError, ServeOptions, ServedCloud},
    telemetry::{InvalidTraceCollector, TraceCollector},
    timeline::Timeline,
};
