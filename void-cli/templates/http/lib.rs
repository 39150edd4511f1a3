//! `{{method}} {{path}}`: answers with what it was sent.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use void_function_sdk::{
    BodyError, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse, http::StatusCode,
};

/// What a caller gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What became of the request.
    pub message: String,
    /// What was sent; null where there was nothing.
    pub received: Value,
}

/// Answers requests. State, such as clients, goes into it.
#[derive(Clone, Debug, Default)]
pub struct {{Type}};

impl Handler<VoidHttpRequest> for {{Type}} {
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        _context: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let received = match request.json() {
            Ok(received) => received,
            Err(BodyError::Missing) => Value::Null,
            Err(error) => return Ok(VoidHttpResponse::text(StatusCode::BAD_REQUEST, error.to_string())),
        };
        tracing::info!(method = %request.method, path = request.path, "a request");
        let answer = Answer { message: "{{name}} got it.".to_owned(), received };
        Ok(VoidHttpResponse::json(StatusCode::OK, &answer))
    }
}
