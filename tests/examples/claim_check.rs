//! Sends, receives and deletes messages whose bodies are in a bucket: for other tools to judge, and to look at a queue.
//!
//! `cargo run -p void-tests --example claim_check -- send QUEUE_URL BUCKET` sends what it reads; `… -- receive QUEUE_URL BUCKET`
//! prints a message as JSON, `{"body": …, "handle": …, "attributes": […], "error": …}`; `… -- delete QUEUE_URL BUCKET HANDLE`
//! deletes a message and its body. Endpoint, region and credentials come from the environment.

use std::{
    error::Error,
    io::{self, Read},
    process::ExitCode,
    time::Duration,
};

use serde_json::json;
use void_messaging_sdk::{PayloadOffload, VoidMessagingClient};
use void_storage_sdk::{BucketPayloads, VoidStorageClient};

const USAGE: &str = "usage: claim_check send|receive|delete QUEUE_URL BUCKET [HANDLE]";

async fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [action, queue_url, bucket, rest @ ..] = arguments else { return Err(USAGE.into()) };
    let payloads = BucketPayloads::new(VoidStorageClient::from_env()?, bucket.as_str());
    let offload = PayloadOffload::to(payloads).delete_with_message();
    let client = VoidMessagingClient::from_env()?.with_payload_offload(offload);
    match (action.as_str(), rest) {
        ("send", []) => {
            let mut body = String::new();
            io::stdin().read_to_string(&mut body)?;
            client.send_message(queue_url, body).message_attribute("Kind", "a").await?;
        }
        ("receive", []) => {
            let call = client.receive_message(queue_url).all_attributes().wait_time(Duration::from_secs(1));
            let received = call.await?;
            let message = received.messages.first().ok_or("there is no message")?;
            let error = message.payload_error.as_ref().map(ToString::to_string);
            let attributes: Vec<&String> = message.message_attributes.keys().collect();
            let handle = message.receipt_handle.as_str();
            println!(
                "{}",
                json!({"body": message.body, "handle": handle, "attributes": attributes, "error": error})
            );
        }
        ("delete", [handle]) => drop(client.delete_message(queue_url, handle.as_str()).await?),
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
