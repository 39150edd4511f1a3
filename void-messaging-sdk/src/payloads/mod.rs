//! The claim check: bodies that are too large for a queue are kept in a store, and the queue carries where they are.

mod deleting;
mod offload;
mod receiving;
mod sending;

pub use self::offload::PayloadOffload;
pub(crate) use self::{deleting::take_pointer, receiving::whole};
