//! `send-ours ENDPOINT COUNT`: SendMessage COUNT times, one after the other, by our client.

use void_messaging_sdk::{Config, Credentials, VoidMessagingClient};

const BODY: &str = r#"{"eventType":"OrderPlaced.v2","orderId":"ord-7a1c","total":"49.00","items":[{"productId":"VC-100","quantity":1},{"productId":"VC-101","quantity":2},{"productId":"VC-102","quantity":3},{"productId":"VC-103","quantity":4}]}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let endpoint = arguments.next().ok_or("the endpoint's URL comes first")?;
    let count: u32 = arguments.next().ok_or("the number of calls comes second")?.parse()?;
    let config = Config::builder()
        .endpoint_url(&endpoint)
        .region("us-east-1")
        .credentials(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
        .build();
    let client = VoidMessagingClient::new(config);
    let queue_url = format!("{endpoint}/000000000000/orders");
    for _ in 0..count {
        client.send_message(&*queue_url, BODY).message_attribute("EventType", "OrderPlaced").await?;
    }
    Ok(())
}
