//! [`Timeline`]: what each function did and when, in the order in which it happened.

mod display;
mod entry;
mod log;

pub(crate) use self::log::{Subject, TimelineLog};
pub use self::{
    entry::{MessageRef, ObjectRef, RecordRef, TimelineEntry, TimelineEvent, Trigger},
    log::Timeline,
};
