//! [`LocalCloud`]: functions, queues, streams, buckets and routes in this process.

mod backend;
mod batches;
mod builder;
mod callers;
mod calls;
mod cors;
mod dead_letters;
mod deploy;
mod describing;
mod drive;
mod driver;
mod http;
mod invocation;
mod invoke;
mod local_cloud;
#[cfg(feature = "logs")]
mod log_layer;
mod looking;
mod moving;
mod outcomes;
mod plan;
mod processes;
mod puts;
mod record;
mod request;
mod reset;
mod sends;
mod serving;
mod settings;
mod source;
mod state;
mod storage;
mod stores;
mod streams;
mod time;
mod verdict;
mod warnings;

pub(crate) use self::builder::REGION;
#[cfg(feature = "logs")]
pub use self::log_layer::LogLayer;
pub(crate) use self::{
    builder::Kept, callers::Callers, calls::NotedCalls, plan::Plan, processes::ProcessDeployment,
};
pub use self::{
    builder::LocalCloudBuilder,
    dead_letters::{DeadLetter, RedriveTarget},
    deploy::Deployment,
    local_cloud::LocalCloud,
    streams::StreamBatch,
};
