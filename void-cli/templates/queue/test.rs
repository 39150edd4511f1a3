//! What becomes of messages.

use {{crate}}::{Body, {{Type}}};
use void_function_sdk::{Handler, VoidContext, VoidQueueEvent};

#[tokio::test]
async fn one_bad_message_does_not_take_the_others_with_it() {
    let event = VoidQueueEvent::builder().json(&Body { id: "A-1".to_owned() }).body("not JSON").build();

    let response = {{Type}}.into_handler().handle(event, VoidContext::for_test()).await.unwrap();

    assert!(!response.has_failed("message-1"));
    assert!(response.has_failed("message-2"));
}
