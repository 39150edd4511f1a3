//! Errors as they are on the wire.
//!
//! In AWS JSON every one is a 400, as the API reference has it. The query protocol's codes and statuses are those that the
//! service's model gave for it (botocore before 1.31.81; `awsQueryError` in the Smithy model).

use http::StatusCode;
use void_core::protocol::server::ServerError;

use super::super::engine::{Code, Problem};
use crate::types::BatchResultErrorEntry;

const NAMESPACE: &str = "com.amazonaws.sqs";

/// The code in AWS JSON, and the query protocol's.
const fn codes(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::BatchEntryIdsNotDistinct => {
            ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
        }
        Code::BatchRequestTooLong => ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong"),
        Code::EmptyBatchRequest => ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
        Code::InvalidAddress => ("InvalidAddress", "InvalidAddress"),
        Code::InvalidAttributeName => ("InvalidAttributeName", "InvalidAttributeName"),
        Code::InvalidAttributeValue => ("InvalidAttributeValue", "InvalidAttributeValue"),
        Code::InvalidBatchEntryId => ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId"),
        Code::InvalidMessageContents => ("InvalidMessageContents", "InvalidMessageContents"),
        Code::InvalidParameterValue => ("InvalidParameterValueException", "InvalidParameterValue"),
        Code::MessageNotInflight => ("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
        Code::MissingParameter => ("MissingRequiredParameterException", "MissingParameter"),
        Code::OverLimit => ("OverLimit", "OverLimit"),
        Code::PurgeQueueInProgress => ("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress"),
        Code::QueueDeletedRecently => ("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"),
        Code::QueueDoesNotExist => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
        Code::QueueNameExists => ("QueueNameExists", "QueueAlreadyExists"),
        Code::ReceiptHandleIsInvalid => ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
        Code::ResourceNotFound => ("ResourceNotFoundException", "ResourceNotFoundException"),
        Code::TooManyEntriesInBatchRequest => {
            ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
        }
        Code::UnsupportedOperation => ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"),
    }
}

/// A problem as an error.
pub(super) fn wire_error(problem: Problem) -> ServerError {
    let (code, query_code) = codes(problem.code());
    let error = match problem.code() {
        // What every service shares has no namespace of the service's.
        Code::InvalidParameterValue | Code::MissingParameter => {
            ServerError::common(code, problem.into_message())
        }
        _ => ServerError::new(NAMESPACE, code, problem.into_message()),
    };
    error.with_query_code(query_code)
}

/// An error with the status that the query protocol has for it.
pub(super) fn as_query(error: ServerError) -> ServerError {
    let status = match error.query_code() {
        "AccessDenied" | "OverLimit" | "AWS.SimpleQueueService.PurgeQueueInProgress" => StatusCode::FORBIDDEN,
        "ReceiptHandleIsInvalid" | "ResourceNotFoundException" | "InvalidAddress" => StatusCode::NOT_FOUND,
        _ => return error,
    };
    error.with_status(status)
}

/// A problem as the result of a batch's entry. Batches have kept the query protocol's codes.
pub(in crate::mock) fn entry_error(id: String, problem: Problem) -> BatchResultErrorEntry {
    let (_, code) = codes(problem.code());
    BatchResultErrorEntry {
        id,
        sender_fault: true,
        code: code.rsplit_once("AWS.SimpleQueueService.").map_or(code, |(_, code)| code).to_owned(),
        message: problem.into_message().into_owned(),
    }
}
