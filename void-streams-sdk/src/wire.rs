//! What the wire needs beyond what serde derives.

pub(crate) use void_core::protocol::shapes::{
    blob, decimal_newtype, epoch, or_default, string_enum, string_newtype,
};
