//! HTTP routes: which function answers a method and a path.

mod pattern;
mod router;

pub use self::pattern::{PathPattern, PathPatternError};
pub(crate) use self::router::{Match, Router, segments};
