//! Stream triggers.

mod batching;
mod dead_letters;
mod failures;
mod parallel;
mod positions;
mod puts;
mod reader;
mod resharding;
mod timeline;
