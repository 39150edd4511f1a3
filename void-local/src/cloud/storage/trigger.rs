//! [`StorageTrigger`]: a bucket that brings events to a function.

use std::sync::Arc;

use crate::{
    cloud::{
        builder::REGION,
        state::{Deployed, TriggerKey},
    },
    manifest::{ResourceKind, StorageEvent},
};

/// A `storage` event of a function.
#[derive(Debug)]
pub(crate) struct StorageTrigger {
    pub(crate) function: Arc<Deployed>,
    pub(crate) event: StorageEvent,
    /// What the bucket's configuration calls it: [`configuration_id`].
    pub(crate) id: String,
}

impl StorageTrigger {
    pub(crate) fn bucket(&self) -> &str {
        &self.event.bucket
    }

    /// What stays the same when the function is deployed again.
    pub(crate) fn key(&self) -> TriggerKey {
        let (function, name) = (self.function.name().to_owned(), self.id.clone());
        TriggerKey { function, kind: ResourceKind::Bucket, name }
    }
}

/// The id of the `position`th storage event of a function in its bucket's configuration.
pub(crate) fn configuration_id(function: &str, position: usize) -> String {
    format!("void-{function}-{position}")
}

/// A function's ARN: what a bucket's configuration names it by.
pub(crate) fn function_arn(function: &str) -> String {
    format!("arn:aws:lambda:{REGION}:000000000000:function:{function}")
}
