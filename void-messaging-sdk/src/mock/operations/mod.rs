//! The operations, one file each as in [`crate::operations`]: from the request to the engine and back.

mod add_permission;
mod cancel_message_move_task;
mod change_message_visibility;
mod change_message_visibility_batch;
mod convert;
mod create_queue;
mod delete_message;
mod delete_message_batch;
mod delete_queue;
mod get_queue_attributes;
mod get_queue_url;
mod list_dead_letter_source_queues;
mod list_message_move_tasks;
mod list_queue_tags;
mod list_queues;
mod purge_queue;
mod receive_message;
mod remove_permission;
mod send_message;
mod send_message_batch;
mod set_queue_attributes;
mod start_message_move_task;
mod tag_queue;
mod untag_queue;

pub(super) use self::{
    convert::{attributes as attributes_of, message_attributes, queue_url, system_attributes},
    send_message::send,
};
use super::{engine::Problem, protocol::Exchange};
use crate::operations::Operation;

/// How an operation is carried out.
pub(super) trait Serve: Operation {
    /// Carries it out.
    fn serve(self, exchange: &Exchange<'_>) -> impl Future<Output = Result<Self::Response, Problem>> + Send;
}
