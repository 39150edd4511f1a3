//! The same handler, configured by the environment alone, against an endpoint behind a socket that checks signatures.

use create_order::{CreateOrder, QUEUE_URL_VARIABLE};
use order_events::OrderEvent;
use void_core::{Config, Credentials, Environment};
use void_function_sdk::{FunctionEnv, Handler, HandlerError, VoidContext, VoidHttpRequest, VoidHttpResponse};
use void_messaging_sdk::mock::{MockMessaging, MockQueue};
use void_tests::janes_order;

const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// What `create-order` answers when the environment says `secret`, and the queue that it was told of.
async fn create_order(secret: &str) -> (Result<VoidHttpResponse, HandlerError>, MockQueue) {
    let mock =
        MockMessaging::builder().credentials(Credentials::new(KEY, SECRET)).verify_signatures().build();
    let queue = mock.create_queue("order-events-queue");
    let server = void_local::serve(mock.transport(), "127.0.0.1:0".parse().unwrap()).await.unwrap();
    let endpoint = server.url();
    let environment = Environment::from_vars([
        ("VOID_ENDPOINT_URL_MESSAGING", endpoint.as_str()),
        ("VOID_REGION", "us-east-1"),
        ("VOID_ACCESS_KEY_ID", KEY),
        ("VOID_SECRET_ACCESS_KEY", secret),
    ]);
    let env = FunctionEnv::builder()
        .config(Config::from_environment(&environment).unwrap())
        .var(QUEUE_URL_VARIABLE, queue.url().to_string())
        .build();
    let handler = CreateOrder::from_function_env(&env);
    let request = VoidHttpRequest::post("/orders").json(&janes_order());
    let response = handler.handle(request, VoidContext::for_test()).await;
    server.shutdown().await;
    (response, queue)
}

#[tokio::test]
async fn the_environment_alone_points_a_function_at_an_endpoint() {
    let (response, queue) = create_order(SECRET).await;

    assert_eq!(response.unwrap().status_code, 200);
    let sent = queue.messages();
    assert_eq!(sent.len(), 1);
    assert!(matches!(sent[0].json(), OrderEvent::Placed(_)));
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let (response, queue) = create_order("another secret").await;

    let error = response.unwrap_err().to_string();
    assert!(error.starts_with("SendMessage: ") && error.contains("status 403"), "{error}");
    assert!(!error.contains("another secret"), "{error}");
    assert_eq!(queue.messages().len(), 0);
}
