//! Called by name: greets.

use serde::{Deserialize, Serialize};
use void_function_sdk::{Handler, HandlerError, Json, VoidContext};

/// What a caller sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Whom to greet.
    #[serde(default = "everybody")]
    pub name: String,
}

/// What a caller gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The greeting.
    pub greeting: String,
}

/// Answers calls. State, such as clients, goes into it.
#[derive(Clone, Debug, Default)]
pub struct {{Type}};

impl Handler<Json<Question>> for {{Type}} {
    type Output = Json<Answer>;

    async fn handle(
        &self,
        Json(question): Json<Question>,
        _context: VoidContext,
    ) -> Result<Json<Answer>, HandlerError> {
        tracing::info!(name = question.name, "a call");
        Ok(Json(Answer { greeting: format!("Hello, {}.", question.name) }))
    }
}

fn everybody() -> String {
    "everybody".to_owned()
}
