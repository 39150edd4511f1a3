//! Queues by the official SDK with the HTTP client of its own. The environment alone says where and who, as it does for a
//! developer's code. Prints what came as one line of JSON.
//!
//! ```text
//! AWS_ENDPOINT_URL=… AWS_REGION=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… on_an_endpoint QUEUE
//! ```

use std::env;

use aws_sdk_sqs::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use void_aws_sdk_tests::{code, string};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A client of the endpoint that the environment names.
fn client(secret: &str) -> Result<Client> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(env::var("AWS_REGION")?))
        .credentials_provider(Credentials::new(
            env::var("AWS_ACCESS_KEY_ID")?,
            secret,
            None,
            None,
            "environment",
        ))
        .endpoint_url(env::var("AWS_ENDPOINT_URL")?)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Ok(Client::from_conf(config))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let name = env::args().nth(1).ok_or("usage: on_an_endpoint QUEUE")?;
    let client_of_ours = client(&env::var("AWS_SECRET_ACCESS_KEY")?)?;
    let dead_letters = client_of_ours.create_queue().queue_name(format!("{name}-dlq")).send().await?;
    let dead_letters = dead_letters.queue_url().ok_or("no URL")?;
    let arn = client_of_ours.get_queue_attributes().queue_url(dead_letters);
    let arn = arn.attribute_names(QueueAttributeName::QueueArn).send().await?;
    let arn = arn.attributes().and_then(|all| all.get(&QueueAttributeName::QueueArn)).ok_or("no ARN")?;
    let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":"1"}}"#);
    let queue =
        client_of_ours.create_queue().queue_name(&name).attributes(QueueAttributeName::RedrivePolicy, policy);
    let queue = queue.send().await?;
    let url = queue.queue_url().ok_or("no URL")?;

    let sent = client_of_ours.send_message().queue_url(url).message_body("bad");
    sent.message_attributes("kind", string("first")).send().await?;
    let batch = ["good", "better"]
        .map(|body| SendMessageBatchRequestEntry::builder().id(body).message_body(body).build());
    let batch = batch.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
    let batch = client_of_ours.send_message_batch().queue_url(url).set_entries(Some(batch)).send().await?;

    let (mut bodies, mut kinds) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        let received = client_of_ours.receive_message().queue_url(url).max_number_of_messages(10);
        let received = received.wait_time_seconds(1).message_attribute_names("All").send().await?;
        for message in received.messages() {
            let body = message.body().ok_or("no body")?;
            bodies.push(body.to_owned());
            let attributes = message.message_attributes().into_iter().flatten();
            kinds.extend(attributes.filter_map(|(_, value)| value.string_value().map(str::to_owned)));
            let handle = message.receipt_handle().ok_or("no receipt handle")?;
            if body == "bad" {
                let hidden = client_of_ours.change_message_visibility().queue_url(url).receipt_handle(handle);
                hidden.visibility_timeout(0).send().await?;
            } else {
                client_of_ours.delete_message().queue_url(url).receipt_handle(handle).send().await?;
            }
        }
        if bodies.len() == 3 {
            break;
        }
    }
    bodies.sort();
    // The next receive finds that the bad one was received too often.
    client_of_ours.receive_message().queue_url(url).send().await?;
    let dead = client_of_ours.receive_message().queue_url(dead_letters).wait_time_seconds(2).send().await?;
    let dead: Vec<_> = dead.messages().iter().filter_map(|message| message.body()).collect();

    let absent =
        client_of_ours.send_message().queue_url(format!("{url}-absent")).message_body("x").send().await;
    let absent = absent.err().ok_or("sent to a queue that does not exist")?;
    let typed = absent.as_service_error().is_some_and(|error| error.is_queue_does_not_exist());
    let stranger = client("wrong")?.list_queues().send().await.err().ok_or("a wrong secret was taken")?;
    println!(
        r#"{{"sent":{},"bodies":{bodies:?},"kinds":{kinds:?},"dead":{dead:?},"absent":{typed},"stranger":{:?}}}"#,
        batch.successful().len(),
        code(&stranger),
    );
    Ok(())
}
