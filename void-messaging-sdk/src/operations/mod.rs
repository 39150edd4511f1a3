//! The operations of the service, one file each: the request and the response as they are on the wire, what is
//! optional in the call, and the client's method.
//!
//! The client and the mock share these types. A request that comes from elsewhere may lack what the service
//! requires: text is then empty and a number `None`, and the service answers `MissingParameter`.

mod add_permission;
mod batch;
mod cancel_message_move_task;
mod change_message_visibility;
mod change_message_visibility_batch;
mod create_queue;
mod delete_message;
mod delete_message_batch;
mod delete_queue;
mod get_queue_attributes;
mod get_queue_url;
mod hooks;
mod list_dead_letter_source_queues;
mod list_message_move_tasks;
mod list_queue_tags;
mod list_queues;
mod purge_queue;
mod queue_settings;
mod receive_message;
mod remove_permission;
mod send_message;
mod send_message_batch;
mod set_queue_attributes;
mod start_message_move_task;
mod tag_queue;
mod untag_queue;

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use self::{
    add_permission::AddPermissionRequest,
    batch::BatchEntry,
    cancel_message_move_task::{CancelMessageMoveTaskRequest, CancelMessageMoveTaskResponse},
    change_message_visibility::ChangeMessageVisibilityRequest,
    change_message_visibility_batch::{
        ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchRequestEntry,
        ChangeMessageVisibilityBatchResponse, ChangeMessageVisibilityBatchResultEntry,
    },
    create_queue::{CreateQueueRequest, CreateQueueResponse},
    delete_message::DeleteMessageRequest,
    delete_message_batch::{
        DeleteMessageBatchRequest, DeleteMessageBatchRequestEntry, DeleteMessageBatchResponse,
        DeleteMessageBatchResultEntry,
    },
    delete_queue::DeleteQueueRequest,
    get_queue_attributes::{GetQueueAttributesRequest, GetQueueAttributesResponse},
    get_queue_url::{GetQueueUrlRequest, GetQueueUrlResponse},
    list_dead_letter_source_queues::{ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResponse},
    list_message_move_tasks::{
        ListMessageMoveTasksRequest, ListMessageMoveTasksResponse, ListMessageMoveTasksResultEntry,
    },
    list_queue_tags::{ListQueueTagsRequest, ListQueueTagsResponse},
    list_queues::{ListQueuesRequest, ListQueuesResponse},
    purge_queue::PurgeQueueRequest,
    queue_settings::QueueSettings,
    receive_message::{ReceiveMessageRequest, ReceiveMessageResponse},
    remove_permission::RemovePermissionRequest,
    send_message::{SendMessageRequest, SendMessageResponse},
    send_message_batch::{
        SendMessageBatchRequest, SendMessageBatchRequestEntry, SendMessageBatchResponse,
        SendMessageBatchResultEntry,
    },
    set_queue_attributes::SetQueueAttributesRequest,
    start_message_move_task::{StartMessageMoveTaskRequest, StartMessageMoveTaskResponse},
    tag_queue::TagQueueRequest,
    untag_queue::UntagQueueRequest,
};
pub(crate) use self::{hooks::Hooks, send_message::add_trace_header};

/// An operation of the service: its request, which is this type, and its response.
#[expect(
    private_bounds,
    reason = "the operations are the service's: there are no others to implement it for"
)]
pub trait Operation:
    Hooks<Answer = Self::Response> + Serialize + DeserializeOwned + Clone + fmt::Debug + Send + Sync + 'static
{
    /// What the service answers.
    type Response: Serialize + DeserializeOwned + fmt::Debug + Send + Sync + 'static;

    /// The operation's name: `SendMessage`.
    const NAME: &'static str;

    /// The value of the header `X-Amz-Target`: `AmazonSQS.SendMessage`.
    const TARGET: &'static str;

    /// How long the service itself may take before it answers: the wait of a long poll.
    fn service_wait(&self) -> Duration {
        Duration::ZERO
    }
}

/// The response of an operation that has nothing to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmptyResponse {}

/// Says which operation a request is of; `with hooks` where it has [`Hooks`] of its own.
macro_rules! operation {
    ($request:ty, $name:literal, $response:ty) => {
        impl crate::operations::Hooks for $request {
            type Answer = $response;
        }
        crate::operations::operation!($request, $name, $response, with hooks);
    };
    ($request:ty, $name:literal, $response:ty, with hooks) => {
        impl crate::operations::Operation for $request {
            type Response = $response;
            const NAME: &'static str = $name;
            const TARGET: &'static str = concat!("AmazonSQS.", $name);
        }
    };
}

use operation;
