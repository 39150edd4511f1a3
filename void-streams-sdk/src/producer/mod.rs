//! [`Producer`]: single records, put in batches.
//!
//! [`lanes`] is the heart, and pure: which record goes when. [`worker`] is the task around it: it takes what comes
//! through the handles, sends batches, and gives each record its result.

mod answer;
mod builder;
mod flushes;
mod handle;
mod lane;
mod lanes;
mod mapping;
mod record;
mod settling;
mod shard_map;
mod stats;
mod unit;
mod worker;

pub use self::{
    builder::ProducerBuilder,
    handle::{Delivery, Producer, PutCall},
    record::Delivered,
    stats::ProducerStats,
};
