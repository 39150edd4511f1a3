//! Transfers: objects of any size, part by part and side by side, in bounded memory.

mod cancel;
mod download;
mod file;
mod guard;
mod local;
mod parts;
mod progress;
mod ranges;
mod source;
mod upload;

#[cfg(feature = "object-store")]
pub(crate) use self::guard::{AbortOnDrop, abort};
pub use self::{
    cancel::Cancel,
    download::DownloadCall,
    progress::Progress,
    source::UploadSource,
    upload::{UploadCall, Uploaded},
};

/// How many bytes a part has unless the caller says otherwise: 8 MiB.
const PART_SIZE: u64 = 8 * 1024 * 1024;
/// How many parts are under way at the same time unless the caller says otherwise.
const CONCURRENCY: usize = 4;
