#![doc = include_str!("../README.md")]

pub mod manifest;
pub mod routing;
pub mod serve;

pub use serve::{Server, serve};
pub mod timeline;
