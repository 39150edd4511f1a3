//! Bodies of objects, in files.
//!
//! ```text
//! 00000000000000000007.body              the bytes of an object or a part, whole
//! 00000000000000000008.body.unfinished   some that are being written, or that nobody finished
//! ```
//!
//! A body of up to 16 KiB is in the record that has the object, and costs no file. A larger one is written to a file that gets
//! its name once its bytes last; only then the record is written that names it. Copies and objects that were made in parts name
//! the same files, so a file stays until the last that holds it goes, and until the record lasts by which it went: until then a
//! start may still find it named.

mod file;
mod files;
mod reading;
mod writing;

pub use self::files::{Dropped, FileBodies};
