//! Storage triggers: the event, its records, and handling them one by one.

mod builder;
mod each_record;
mod event;
mod record;

pub use self::{
    builder::VoidStorageEventBuilder,
    each_record::{EachStorageRecord, StorageRecordHandler, each_storage_record},
    event::{StorageTestEvent, VoidStorageEvent},
    record::{StorageBucket, StorageEntity, StorageObject, StoragePlace, StorageRequest, VoidStorageRecord},
};

#[cfg(test)]
mod tests;
