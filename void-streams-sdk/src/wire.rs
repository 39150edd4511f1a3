//! What the wire needs beyond what serde derives.

pub(crate) use void_core::protocol::shapes::{blob, epoch, or_default, string_enum, string_newtype};
