//! `send-peer ENDPOINT COUNT`: SendMessage COUNT times, one after the other, by the official SDK.

use aws_sdk_sqs::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    types::MessageAttributeValue,
};

const BODY: &str = r#"{"eventType":"OrderPlaced.v2","orderId":"ord-7a1c","total":"49.00","items":[{"productId":"VC-100","quantity":1},{"productId":"VC-101","quantity":2},{"productId":"VC-102","quantity":3},{"productId":"VC-103","quantity":4}]}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let endpoint = arguments.next().ok_or("the endpoint's URL comes first")?;
    let count: u32 = arguments.next().ok_or("the number of calls comes second")?.parse()?;
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            None,
            None,
            "static",
        ))
        .endpoint_url(&endpoint)
        .build();
    let client = Client::from_conf(config);
    let queue_url = format!("{endpoint}/000000000000/orders");
    for _ in 0..count {
        let event_type =
            MessageAttributeValue::builder().data_type("String").string_value("OrderPlaced").build()?;
        client
            .send_message()
            .queue_url(&queue_url)
            .message_body(BODY)
            .message_attributes("EventType", event_type)
            .send()
            .await?;
    }
    Ok(())
}
