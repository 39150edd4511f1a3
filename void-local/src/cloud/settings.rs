//! What a cloud is made of.

use std::time::Duration;

use void_core::Random;

use crate::{manifest::Resources, time::CloudClock};

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) clock: CloudClock,
    pub(crate) random: Random,
    pub(crate) variables: Resources,
    pub(crate) max_body_bytes: usize,
    pub(crate) settle_within: Duration,
    pub(crate) settle_invocations: u64,
    /// What queue URLs begin with.
    pub(crate) endpoint: String,
}
