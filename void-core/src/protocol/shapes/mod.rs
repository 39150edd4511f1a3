//! What the wire types of every service need of serde beyond what it derives.

pub mod blob;
mod decimal;
pub mod epoch;
mod string_enum;
mod string_newtype;

use serde::{Deserialize, Deserializer};

pub use self::decimal::compare_decimals;
#[doc(hidden)]
pub use crate::{
    __decimal_newtype as decimal_newtype, __string_enum as string_enum, __string_newtype as string_newtype,
};

/// Reads a member that may be `null`, which AWS JSON means as absent.
///
/// # Errors
///
/// Those of reading a `T`.
pub fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
