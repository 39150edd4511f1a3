//! What a customer gets, and what the queue gets.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use create_order::{CreateOrder, QUEUE_URL_VARIABLE};
use order_events::{Money, OrderEvent};
use serde_json::{Value, json};
use void_function_sdk::{FunctionEnv, Handler, VoidContext, VoidHttpRequest, VoidHttpResponse};
use void_messaging_sdk::mock::{MockMessaging, MockQueue};

const JANES_ORDER: &str = r#"{"customerInfo":{"name":"Jane Doe","email":"jane@example.com"},"items":[{"productId":"VC-101","name":"Void Cloud T-Shirt","quantity":1,"price":25.00},{"productId":"VC-102","name":"Void Cloud Mug","quantity":2,"price":12.00}],"totalAmount":49.00}"#;

fn set_up() -> (CreateOrder, MockQueue) {
    let mock = MockMessaging::new();
    let queue = mock.create_queue("order-events-queue");
    (CreateOrder::new(mock.client(), queue.url()), queue)
}

async fn post(handler: &CreateOrder, body: &str) -> VoidHttpResponse {
    let request = VoidHttpRequest::post("/orders").text(body);
    handler.handle(request, VoidContext::for_test()).await.unwrap()
}

fn message(response: &VoidHttpResponse) -> String {
    response.json_body::<Value>().unwrap()["message"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn publishes_one_event() {
    let (handler, queue) = set_up();

    let response = post(&handler, JANES_ORDER).await;

    assert_eq!(response.status_code, 200);
    let sent = queue.messages();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].attribute("EventType"), Some("OrderPlaced"));
    let OrderEvent::Placed(event) = sent[0].json() else { panic!("{}", sent[0].body()) };
    assert_eq!(event.customer_info.name, "Jane Doe");
    assert_eq!(event.items.len(), 2);
    assert_eq!(event.total_amount, Money::from_cents(4_900));
    let body: Value = response.json_body().unwrap();
    assert_eq!(body, json!({ "message": "Order created.", "orderId": event.order_id.as_str() }));
}

#[tokio::test(start_paused = true)]
async fn keeps_every_cent_on_the_wire() {
    let (handler, queue) = set_up();

    post(&handler, JANES_ORDER).await;

    let messages = queue.messages();
    let body = messages[0].body();
    assert!(body.contains(r#""price":25.00}"#) && body.contains(r#""totalAmount":49.00}"#), "{body}");
    assert!(body.starts_with(r#"{"eventType":"OrderPlaced.v2","#), "{body}");
}

#[tokio::test(start_paused = true)]
async fn gives_each_order_an_id_of_its_own() {
    let (handler, queue) = set_up();

    post(&handler, JANES_ORDER).await;
    post(&handler, JANES_ORDER).await;

    let ids: Vec<String> = queue
        .messages()
        .iter()
        .map(|message| match message.json() {
            OrderEvent::Placed(event) => event.order_id.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test(start_paused = true)]
async fn requires_a_body() {
    let (handler, queue) = set_up();

    for request in [VoidHttpRequest::post("/orders").build(), VoidHttpRequest::post("/orders").text("")] {
        let response = handler.handle(request, VoidContext::for_test()).await.unwrap();
        assert_eq!(response.status_code, 400);
        assert_eq!(response.text_body().unwrap(), r#"{"message":"Request body is required."}"#);
    }
    assert_eq!(queue.messages().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn names_the_field_that_is_wrong() {
    let (handler, queue) = set_up();

    for (from, to, field) in [
        (r#""name":"Jane Doe","#, "", "customerInfo: missing field `name`"),
        ("jane@example.com", "jane", "customerInfo.email: `jane` is not an e-mail address"),
        (r#""quantity":2"#, r#""quantity":"two""#, "items[1].quantity: invalid type"),
        (r#""quantity":1"#, r#""quantity":0"#, "items[0].quantity: invalid value"),
        ("25.00", "25.001", "items[0].price: `25.001` is not an amount"),
        ("25.00", "-25.00", "items[0].price: `-25.00` is not an amount"),
        (r#","totalAmount":49.00"#, "", "missing field `totalAmount`"),
        ("49.00", "48.00", "totalAmount: it is 48.00, but the items come to 49.00"),
    ] {
        let response = post(&handler, &JANES_ORDER.replacen(from, to, 1)).await;
        assert_eq!(response.status_code, 400, "{field}");
        let message = message(&response);
        assert!(message.starts_with(field), "{message}");
    }
    assert_eq!(post(&handler, "not json").await.status_code, 400);
    assert_eq!(queue.messages().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn says_when_its_queue_is_not_configured() {
    let config = MockMessaging::new().client().config().clone();
    let unset = FunctionEnv::builder().config(config.clone()).build();
    let empty = FunctionEnv::builder().config(config).var(QUEUE_URL_VARIABLE, "").build();

    for env in [unset, empty] {
        let response = post(&CreateOrder::from_function_env(&env), JANES_ORDER).await;
        assert_eq!(response.status_code, 500);
        assert_eq!(response.text_body().unwrap(), r#"{"message":"Messaging queue not configured."}"#);
    }
}

#[tokio::test(start_paused = true)]
async fn fails_when_the_event_is_not_in_the_queue() {
    let (_, queue) = set_up();
    let elsewhere = MockMessaging::new();
    let handler = CreateOrder::new(elsewhere.client(), queue.url());

    let request = VoidHttpRequest::post("/orders").text(JANES_ORDER);
    let error = handler.handle(request, VoidContext::for_test()).await.unwrap_err();

    assert!(error.to_string().contains("QueueDoesNotExist"), "{error}");
}
