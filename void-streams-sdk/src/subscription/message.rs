//! [`Meaning`]: what a message of a subscription says.
//!
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>

use http::StatusCode;
use serde::Deserialize;
use void_core::{ServiceError, protocol::event_stream::Message};

use crate::operations::SubscribeToShardEvent;

/// What a message says.
#[derive(Debug)]
pub(super) enum Meaning {
    /// Something came of the shard.
    Event(Box<SubscribeToShardEvent>),
    /// The answer has begun; or an event of a kind that is not known here.
    Nothing,
    /// The subscription ends with an error of the service.
    Failure(ServiceError),
}

impl Meaning {
    /// Reads a message; the error says what is wrong with it.
    pub(super) fn of(message: &Message) -> Result<Self, String> {
        let text = |name: &str| message.text(name).unwrap_or_default();
        match text(":message-type") {
            "event" if text(":event-type") == "SubscribeToShardEvent" => {
                serde_json::from_slice(&message.payload)
                    .map(|event| Self::Event(Box::new(event)))
                    .map_err(|error| format!("an event can't be read: {error}"))
            }
            "event" => Ok(Self::Nothing),
            "exception" => Ok(Self::Failure(failure(text(":exception-type"), &words(&message.payload)))),
            "error" => Ok(Self::Failure(failure(text(":error-code"), text(":error-message")))),
            other => Err(format!("a message of the unknown type {other:?}")),
        }
    }
}

/// The message in an exception's payload.
fn words(payload: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Exception {
        #[serde(alias = "Message")]
        message: Option<String>,
    }
    serde_json::from_slice(payload).ok().and_then(|Exception { message }| message).unwrap_or_default()
}

/// An error as a whole response would give it: the service's own failures are 500s.
fn failure(code: &str, message: &str) -> ServiceError {
    let is_internal = code.starts_with("Internal");
    ServiceError {
        code: code.to_owned(),
        query_code: None,
        message: message.to_owned(),
        status: if is_internal { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST },
        request_id: None,
    }
}
