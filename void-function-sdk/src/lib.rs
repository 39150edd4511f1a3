#![doc = include_str!("../README.md")]

mod context;
mod env;
mod error;
mod event;
pub mod fixtures;
mod function;
mod handler;
mod http_event;
mod json;
mod json_path;
#[cfg(feature = "logs")]
pub mod logs;
mod queue;
mod record_state;
#[cfg(feature = "http")]
mod runtime;
mod storage;
mod stream;
#[cfg(feature = "tower")]
mod tower;

pub use ::http;
pub use bytes::Bytes;
pub use void_core::Outcome;

#[cfg(feature = "http")]
pub use self::runtime::{RuntimeError, RuntimeErrorKind, run, run_on, run_with};
#[cfg(feature = "tower")]
pub use self::tower::ServiceHandler;
pub use self::{
    context::{VoidContext, VoidContextBuilder},
    env::{FunctionEnv, FunctionEnvBuilder, MissingVariable},
    error::{BoxError, HandlerError},
    event::{DecodeError, EncodeError, Event, Reply},
    function::{BoxFunction, ErrorReport, Function, IntoFunction, InvocationError, InvocationErrorKind},
    handler::Handler,
    http_event::{
        BodyError, PayloadVersion, RequestContext, ResponseBody, VoidHttpRequest, VoidHttpRequestBuilder,
        VoidHttpResponse,
    },
    json::Json,
    json_path::JsonError,
    queue::{
        AttributeValue, BatchItemFailure, BatchResponse, EachRecord, FailureAction, FailureCause,
        QueueMessage, QueuePayloads, RecordHandler, VoidMessageAttribute, VoidQueueEvent,
        VoidQueueEventBuilder, VoidQueueRecord, each_record,
    },
    storage::{
        EachStorageRecord, StorageBucket, StorageEntity, StorageObject, StoragePlace, StorageRecordHandler,
        StorageRequest, StorageTestEvent, VoidStorageEvent, VoidStorageEventBuilder, VoidStorageRecord,
        each_storage_record,
    },
    stream::{
        EachStreamRecord, StreamMessage, StreamRecordHandler, StreamWindow, VoidStreamEvent,
        VoidStreamEventBuilder, VoidStreamPayload, VoidStreamRecord, each_stream_record,
    },
};
