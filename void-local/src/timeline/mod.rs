//! [`Timeline`]: what each function did and when, in the order in which it happened.

mod display;
mod entry;
mod log;
mod recent;
mod refs;

pub use self::{
    entry::{TimelineEntry, TimelineEvent, Trigger},
    log::Timeline,
    refs::{MessageRef, ObjectRef, RecordRef},
};
pub(crate) use self::{
    log::{Subject, TimelineLog},
    recent::RecentRequest,
};
