//! `create-order` as it is written on lambda_http and aws-sdk-sqs: what ours is held against.

use aws_sdk_sqs::{Client, types::MessageAttributeValue};
use lambda_http::{Body, Error, Request, Response, run, service_fn};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    name: String,
    email: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    product_id: String,
    name: String,
    quantity: u32,
    price: f64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    customer_info: Customer,
    items: Vec<Item>,
    total_amount: f64,
}

fn answer(status: u16, body: serde_json::Value) -> Result<Response<Body>, Error> {
    Ok(Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.to_string().into())?)
}

async fn create_order(
    client: &Client,
    queue_url: Option<&str>,
    request: Request,
) -> Result<Response<Body>, Error> {
    if request.body().is_empty() {
        return answer(400, json!({ "message": "Request body is required." }));
    }
    let order: Order = match serde_json::from_slice(request.body()) {
        Ok(order) => order,
        Err(error) => {
            return answer(400, json!({ "message": format!("The body is not an order: {error}.") }));
        }
    };
    let Some(queue_url) = queue_url else {
        return answer(500, json!({ "message": "Messaging queue not configured." }));
    };
    let order_id = format!("ord-{}", order.items.len());
    let event = json!({ "eventType": "OrderPlaced.v2", "orderId": order_id, "order": order });
    client
        .send_message()
        .queue_url(queue_url)
        .message_body(event.to_string())
        .message_attributes(
            "EventType",
            MessageAttributeValue::builder().data_type("String").string_value("OrderPlaced").build()?,
        )
        .send()
        .await?;
    answer(200, json!({ "message": "Order received.", "orderId": order_id }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = &Client::new(&aws_config::load_from_env().await);
    let queue_url = std::env::var("ORDER_EVENTS_QUEUE_URL").ok().filter(|url| !url.is_empty());
    let queue_url = queue_url.as_deref();
    run(service_fn(move |request| create_order(client, queue_url, request))).await
}
