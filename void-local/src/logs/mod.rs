//! What functions write: [`LogStore`] keeps the last lines of each, and tells those who follow it.

mod kept;
mod level;
mod line;
mod store;

pub(crate) use self::{kept::SavedLogs, line::Source};
pub use self::{
    level::LogLevel,
    line::LogLine,
    store::{LogFilter, LogStore},
};
