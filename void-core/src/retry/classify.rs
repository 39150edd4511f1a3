//! What a failure says about trying again.

use http::StatusCode;

use crate::{
    error::{CallErrorKind, ServiceError},
    transport::TransportErrorKind,
};

/// Codes that say "slow down", of whatever status.
const THROTTLING: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes that say "it did not come through", of whatever status: S3 has the last two in answers of status 200 too.
const TRANSIENT: [&str; 4] =
    ["RequestTimeout", "RequestTimeoutException", "InternalError", "ServiceUnavailable"];

/// Codes that a client gets whose clock is wrong. The last three have other causes too.
const CLOCK_SKEW: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// How a failure that may pass is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The service asks for less: wait longer.
    Throttled,
    /// Something on the way or at the service, which the next attempt may not meet.
    Transient,
    /// The connection was dead before the request was sent on it: the next one is new, so there is nothing to wait for.
    DeadConnection,
}

/// What kind of passing failure this is; `None` when the same call would fail the same way again.
pub(crate) fn fault(error: &CallErrorKind) -> Option<Fault> {
    match error {
        CallErrorKind::Service(error) if is_throttling(error) => Some(Fault::Throttled),
        CallErrorKind::Service(error) => is_retryable(error).then_some(Fault::Transient),
        CallErrorKind::Transport(error) if error.kind() == TransportErrorKind::ConnectionLost => {
            Some(Fault::DeadConnection)
        }
        CallErrorKind::Transport(error) => error.is_retryable().then_some(Fault::Transient),
        CallErrorKind::Timeout
        | CallErrorKind::Config(_)
        | CallErrorKind::InvalidResponse(_)
        | CallErrorKind::InvalidRequest(_) => None,
    }
}

/// Whether the service's error passes with time: throttling (by its code, or status 429), or a fault on its side
/// (statuses 500, 502, 503 and 504, and the codes for a request that did not arrive in time).
#[must_use]
pub fn is_retryable(error: &ServiceError) -> bool {
    is_throttling(error)
        || TRANSIENT.contains(&error.code.as_str())
        || matches!(
            error.status,
            StatusCode::INTERNAL_SERVER_ERROR
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT
        )
}

/// Whether the service asks the caller to slow down.
#[must_use]
pub fn is_throttling(error: &ServiceError) -> bool {
    error.status == StatusCode::TOO_MANY_REQUESTS || THROTTLING.contains(&error.code.as_str())
}

/// Whether a wrong clock can be the cause.
pub(crate) fn is_clock_skew(error: &ServiceError) -> bool {
    CLOCK_SKEW.contains(&error.code.as_str())
}

/// Whether a call that the service answered with this error may have taken effect all the same: it, or a gateway in
/// front of it, failed at an unknown point. A 503 refuses before anything is done.
pub(crate) fn may_have_been_applied(error: &ServiceError) -> bool {
    let is_fault = error.status.is_server_error()
        // A fault that shows after the answer has begun.
        || (error.status.is_success() && TRANSIENT.contains(&error.code.as_str()));
    is_fault
        && error.code != "ServiceUnavailable"
        && error.status != StatusCode::SERVICE_UNAVAILABLE
        && error.status != StatusCode::NOT_IMPLEMENTED
        && !is_throttling(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::TransportError;

    fn service(status: u16, code: &str) -> ServiceError {
        ServiceError {
            code: code.to_owned(),
            query_code: None,
            message: String::new(),
            status: StatusCode::from_u16(status).unwrap(),
            request_id: None,
        }
    }

    #[test]
    fn throttling_is_told_by_code_or_by_status() {
        // Amazon SQS throttles with a 403.
        for error in [service(403, "RequestThrottled"), service(400, "ThrottlingException"), service(429, "")]
        {
            assert_eq!(fault(&CallErrorKind::Service(error)), Some(Fault::Throttled));
        }
    }

    #[test]
    fn a_fault_of_the_service_is_transient_and_a_refusal_is_final() {
        for status in [500, 502, 503, 504] {
            let error = CallErrorKind::Service(service(status, "InternalFailure"));
            assert_eq!(fault(&error), Some(Fault::Transient), "{status}");
        }
        for error in
            [service(400, "QueueDoesNotExist"), service(501, "NotImplemented"), service(403, "AccessDenied")]
        {
            assert_eq!(fault(&CallErrorKind::Service(error)), None);
        }
        assert_eq!(fault(&CallErrorKind::Service(service(400, "RequestTimeout"))), Some(Fault::Transient));
    }

    #[test]
    fn no_answer_is_tried_again_unless_the_request_itself_is_at_fault() {
        let transport = |kind| CallErrorKind::Transport(TransportError::new(kind, ""));
        assert_eq!(fault(&transport(TransportErrorKind::ConnectionLost)), Some(Fault::DeadConnection));
        assert_eq!(fault(&transport(TransportErrorKind::Connect)), Some(Fault::Transient));
        assert_eq!(fault(&transport(TransportErrorKind::Timeout)), Some(Fault::Transient));
        assert_eq!(fault(&transport(TransportErrorKind::InvalidRequest)), None);
        assert_eq!(fault(&transport(TransportErrorKind::BodyTooLarge)), None);
        assert_eq!(fault(&CallErrorKind::Config(String::new())), None);
    }

    #[test]
    fn only_an_unknown_end_may_have_been_applied() {
        for (status, code, expected) in [
            (500, "InternalFailure", true),
            (504, "", true),
            (503, "ServiceUnavailable", false),
            (500, "Throttling", false),
            (200, "InternalError", true),
            (200, "ServiceUnavailable", false),
            (200, "SlowDown", false),
            (200, "InvalidPart", false),
            (400, "InvalidParameterValue", false),
        ] {
            assert_eq!(may_have_been_applied(&service(status, code)), expected, "{status} {code}");
        }
    }
}
