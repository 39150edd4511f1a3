//! What the wire needs beyond what serde derives.

use std::time::Duration;

pub(crate) use void_core::protocol::shapes::{
    blob, decimal_newtype, or_default, string_enum, string_newtype,
};

/// A duration as the wire has it: whole seconds, part of one rounded up. The service says what is too long.
pub(crate) fn whole_seconds(duration: Duration) -> i32 {
    let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i32::try_from(seconds).unwrap_or(i32::MAX)
}
