//! What a caller gets.

use {{crate}}::{Question, {{Type}}};
use void_function_sdk::{Handler, Json, VoidContext};

#[tokio::test]
async fn greets_whom_it_is_told_to() {
    let question = Json(Question { name: "Jane".to_owned() });

    let Json(answer) = {{Type}}.handle(question, VoidContext::for_test()).await.unwrap();

    assert_eq!(answer.greeting, "Hello, Jane.");
}
