//! `void.yaml`: what a function is called, what runs it, and what calls it.
//!
//! Parsing is strict and says everything that is wrong at once, each problem with its line and the nearest valid name.

mod backoff;
mod cors;
mod environment;
mod error;
mod event;
mod fields;
mod function;
mod http_event;
mod json;
mod nearest;
mod queue_event;
mod resource_kind;
mod resources;
mod settings;
mod storage_event;
mod stream_event;
mod template;
mod tree;
mod units;

#[cfg(test)]
mod tests;

pub(crate) use self::resource_kind::ResourceKind;
pub use self::{
    backoff::Backoff,
    cors::Cors,
    environment::Variable,
    error::{ManifestError, Place, Problem},
    event::EventSource,
    function::{FunctionManifest, Runtime},
    http_event::HttpEvent,
    nearest::nearest,
    queue_event::{DeadLetterTarget, QueueEvent},
    resource_kind::{bucket_name_placeholder, queue_url_placeholder, stream_name_placeholder},
    resources::{Resolved, Resources},
    settings::FunctionSettings,
    storage_event::StorageEvent,
    stream_event::StreamEvent,
    template::Template,
};
