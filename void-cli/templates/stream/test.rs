//! What becomes of records.

use {{crate}}::{Entry, {{Type}}};
use void_function_sdk::{Handler, VoidContext, VoidStreamEvent};

#[tokio::test]
async fn the_first_record_that_fails_ends_the_batch() {
    let entry = Entry { id: "A-1".to_owned() };
    let event = VoidStreamEvent::builder().json("A-1", &entry).json("A-1", "no entry").build();

    let response = {{Type}}.into_handler().handle(event, VoidContext::for_test()).await.unwrap();

    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(response.batch_item_failures[0].item_identifier, "2");
}
