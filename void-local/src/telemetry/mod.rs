//! What functions did, as traces for a collector of OpenTelemetry's. See [`Exporter`].

mod bounded_map;
mod exporter;
mod settings;
mod spans;

pub(crate) use self::exporter::Exporter;
pub use self::settings::{InvalidTraceCollector, TraceCollector};
