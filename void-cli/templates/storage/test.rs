//! What becomes of objects.

use {{crate}}::{{Type}};
use void_function_sdk::{Handler, VoidContext, VoidStorageEvent};

#[tokio::test]
async fn an_object_that_was_put_is_handled() {
    let event = VoidStorageEvent::builder().bucket("{{resource}}").created("a/b.txt").build();

    let handled = {{Type}}.into_handler().handle(event, VoidContext::for_test()).await;

    assert!(handled.is_ok(), "{handled:?}");
}
