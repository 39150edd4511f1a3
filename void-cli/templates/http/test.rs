//! What a caller gets.

use {{crate}}::{Answer, {{Type}}};
use serde_json::json;
use void_function_sdk::{Handler, VoidContext, VoidHttpRequest, http::Method};

#[tokio::test]
async fn answers_with_what_it_was_sent() {
    let sent = json!({ "quantity": 2 });
    let request = VoidHttpRequest::builder(Method::{{METHOD}}, "{{path}}").json(&sent);

    let response = {{Type}}.handle(request, VoidContext::for_test()).await.unwrap();

    assert_eq!(response.status_code, 200);
    assert_eq!(response.json_body::<Answer>().unwrap().received, sent);
}
