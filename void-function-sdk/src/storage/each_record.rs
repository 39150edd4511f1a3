//! [`each_storage_record`]: a storage handler made of what handles one record.

use super::{VoidStorageEvent, VoidStorageRecord};
use crate::{context::VoidContext, error::HandlerError, handler::Handler};

/// Handles one record of a storage event; [`each_storage_record`] makes a storage handler of it.
///
/// An async function from a [`VoidStorageRecord`] and a [`VoidContext`] is one, as is a type that implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle records of a storage event",
    label = "not a handler of storage records",
    note = "give a type with `impl StorageRecordHandler`, or an async function `async fn(VoidStorageRecord, VoidContext) -> Result<(), HandlerError>`",
    note = "a closure clones what it captures into an `async move` block; where it would have to borrow, put the state into a struct"
)]
pub trait StorageRecordHandler: Send + Sync + 'static {
    /// Handles one record. An error fails the whole invocation.
    fn handle_record(
        &self,
        record: VoidStorageRecord,
        context: VoidContext,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

impl<F, Answer> StorageRecordHandler for F
where
    F: Fn(VoidStorageRecord, VoidContext) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<(), HandlerError>> + Send,
{
    fn handle_record(
        &self,
        record: VoidStorageRecord,
        context: VoidContext,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        self(record, context)
    }
}

/// Makes a storage handler of `handler`, which handles one record.
///
/// Records are handled in their order, one after the other. The first error fails the invocation, which is tried again with
/// all its records: those that were done are done twice then. The service puts one record into each event. An event that only
/// [tests](VoidStorageEvent::test) has none, and is done.
///
/// ```
/// use void_function_sdk::{Handler, VoidContext, VoidStorageEvent, VoidStorageRecord, each_storage_record};
///
/// # tokio_test(async {
/// let handler = each_storage_record(|record: VoidStorageRecord, _context: VoidContext| async move {
///     if record.key().ends_with(".jpg") { Ok(()) } else { Err("not a picture".into()) }
/// });
/// let event = VoidStorageEvent::builder().bucket("photos").created("a.jpg").created("b.txt").build();
/// let error = handler.handle(event, VoidContext::for_test()).await.unwrap_err();
/// assert_eq!(error.to_string(), "not a picture");
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
pub const fn each_storage_record<H: StorageRecordHandler>(handler: H) -> EachStorageRecord<H> {
    EachStorageRecord { handler }
}

/// A storage handler that handles record by record: see [`each_storage_record`].
#[derive(Clone, Debug)]
#[must_use = "a handler does nothing until it is run"]
pub struct EachStorageRecord<H> {
    handler: H,
}

impl<H: StorageRecordHandler> Handler<VoidStorageEvent> for EachStorageRecord<H> {
    type Output = ();

    async fn handle(&self, event: VoidStorageEvent, context: VoidContext) -> Result<(), HandlerError> {
        for record in event.records {
            let (event_name, bucket, key) =
                (record.event_name.clone(), record.bucket().to_owned(), record.key());
            if let Err(error) = self.handler.handle_record(record, context.clone()).await {
                tracing::warn!(event_name, bucket, key, %error, "a record was not handled");
                return Err(error);
            }
        }
        Ok(())
    }
}
