//! [`ServerError`]: what a server answers with instead of a result, whatever the protocol.

use std::{borrow::Cow, fmt};

use http::StatusCode;

use crate::ChangeLogError;

/// The namespace of the errors that every AWS service shares.
const COMMON: &str = "com.amazon.coral.service";

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The caller's.
    Sender,
    /// The service's.
    Receiver,
}

impl Side {
    /// As on the wire: `Sender` or `Receiver`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

/// An error that a server answers with. One word wide.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    namespace: &'static str,
    code: Cow<'static, str>,
    query_code: Option<Cow<'static, str>>,
    message: Cow<'static, str>,
    status: StatusCode,
    missing: Option<Box<str>>,
}

/// An error's body.
#[derive(serde::Serialize)]
pub(in crate::protocol) struct Wire<'error> {
    #[serde(rename = "__type")]
    code: Cow<'error, str>,
    message: &'error str,
}

impl ServerError {
    /// Makes an error of the service that owns `namespace` (`com.amazonaws.sqs`), with status 400.
    pub fn new(
        namespace: &'static str,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Inner {
            namespace,
            code: code.into(),
            query_code: None,
            message: message.into(),
            status: StatusCode::BAD_REQUEST,
            missing: None,
        }))
    }

    /// Makes an error that every service shares, with status 400.
    pub fn common(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(COMMON, code, message)
    }

    /// The request is not what the protocol asks for: malformed JSON, a wrong type.
    pub fn serialization(message: impl Into<Cow<'static, str>>) -> Self {
        Self::common("SerializationException", message).with_query_code("MalformedInput")
    }

    /// The request lacks the parameter `name`.
    #[must_use]
    pub fn missing_parameter(name: &str) -> Self {
        let mut error = Self::common(
            "MissingRequiredParameterException",
            format!("The request must contain the parameter {name}."),
        )
        .with_query_code("MissingParameter");
        error.0.missing = Some(name.into());
        error
    }

    /// The parameter `name` can't be `value`.
    #[must_use]
    pub fn invalid_parameter(name: &str, value: &str, reason: &str) -> Self {
        Self::common(
            "InvalidParameterValueException",
            format!("Value {value} for parameter {name} is invalid. Reason: {reason}"),
        )
        .with_query_code("InvalidParameterValue")
    }

    /// The input is not what the operation takes: a parameter is missing, or it is not JSON of the right types.
    #[must_use]
    pub fn from_json(error: &serde_json::Error) -> Self {
        Self::from_serde(error.to_string())
    }

    /// As [`from_json`](Self::from_json), of the words of any format's error.
    #[must_use]
    pub fn from_serde(message: String) -> Self {
        // Serde names the missing field in its message and nowhere else.
        match message.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
            Some((name, _)) => Self::missing_parameter(name),
            None => Self::serialization(message),
        }
    }

    /// There is no such operation.
    #[must_use]
    pub fn unknown_operation(name: &str) -> Self {
        Self::common(
            "UnknownOperationException",
            format!("The action {name} is not valid for this web service."),
        )
        .with_query_code("InvalidAction")
    }

    /// The request is larger than `limit` bytes: status 413.
    #[must_use]
    pub fn request_too_large(limit: usize) -> Self {
        Self::common(
            "RequestEntityTooLargeException",
            format!("The request is larger than the allowed {limit} bytes."),
        )
        .with_query_code("RequestEntityTooLarge")
        .with_status(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// The service failed: status 500.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::common("InternalFailure", message).with_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A change that was made and may not last, or one that is not made because it would not.
    #[must_use]
    pub fn does_not_last(error: &ChangeLogError) -> Self {
        Self::internal(format!("nothing can be changed any more, for it would not last: {error}"))
    }

    /// Answers with `status` instead of 400. From 500 on the fault is the service's.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// Gives the code that the service's older query protocol has for it: `AWS.SimpleQueueService.NonExistentQueue`.
    #[must_use]
    pub fn with_query_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.query_code = Some(code.into());
        self
    }

    /// Gives the code as a service does that names no namespace: `__type` is the code alone.
    #[must_use]
    pub fn without_namespace(mut self) -> Self {
        self.0.namespace = "";
        self
    }

    /// The parameter that the request lacks, where that is the error.
    #[must_use]
    pub fn missing(&self) -> Option<&str> {
        self.0.missing.as_deref()
    }

    /// The body, in any format.
    pub(in crate::protocol) fn wire(&self) -> Wire<'_> {
        let code = match self.0.namespace {
            "" => Cow::Borrowed(&*self.0.code),
            namespace => Cow::Owned(format!("{namespace}#{}", self.0.code)),
        };
        Wire { code, message: &self.0.message }
    }

    /// What the code belongs to: `com.amazonaws.sqs`; empty where the service names nothing.
    #[must_use]
    pub const fn namespace(&self) -> &'static str {
        self.0.namespace
    }

    /// The code: `QueueDoesNotExist`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The query protocol's code: its own where there is one, [`ServerError::code`] otherwise.
    #[must_use]
    pub fn query_code(&self) -> &str {
        self.0.query_code.as_deref().unwrap_or(&self.0.code)
    }

    /// The message for a person.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Whose fault it is, by the status.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.0.status.is_server_error() { Side::Receiver } else { Side::Sender }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} (status {})", self.0.code, self.0.message, self.0.status.as_u16())
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl std::error::Error for ServerError {}

#[cfg(test)]
mod tests {
    use super::{ServerError, Side};

    #[test]
    fn has_its_own_code_where_the_query_protocol_names_no_other() {
        let error = ServerError::new("com.amazonaws.sqs", "OverLimit", "Too many.");
        assert_eq!(error.query_code(), "OverLimit");
        assert_eq!(error.clone().with_query_code("Other").query_code(), "Other");
        assert_eq!(error.to_string(), "OverLimit: Too many. (status 400)");
    }

    #[test]
    fn blames_the_service_from_500_on() {
        assert_eq!(ServerError::serialization("bad").side(), Side::Sender);
        assert_eq!(ServerError::request_too_large(1).side(), Side::Sender);
        assert_eq!(ServerError::internal("oh").side(), Side::Receiver);
    }
}
