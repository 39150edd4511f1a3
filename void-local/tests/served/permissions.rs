//! Permissions: what a function may do follows from its `void.yaml`, whatever protocol it speaks; the rest is `AccessDenied`.

use std::time::Duration;

use http::{Method, Request};
use serde_json::{Value, json};
use void_core::{Body, Config, Credentials, HttpTransport, Transport, signing::Signer};
use void_local::{control::DeployRequest, manifest::FunctionSettings};
use void_messaging_sdk::VoidMessagingClient;
use void_storage_sdk::VoidStorageClient;
use void_streams_sdk::{VoidStreamsClient, types::StartingPosition};

use crate::support::{Served, named, whole};

const PAY: &str = "environment:
  SEND_TO: ${VOID_QUEUE_PAID_URL}
  LEDGER: ${VOID_STREAM_LEDGER_NAME}
  INVOICES: ${VOID_BUCKET_INVOICES_NAME}
events:
  - queue: {name: orders, maxRetries: 1, deadLetterQueue: orders-dlq}
  - stream: {name: clicks, shards: 1}
  - storage: {bucket: photos}
";

fn owner() -> Credentials {
    Credentials::new("owner", "secret")
}

/// A cloud with the function `pay`, resources of others (`secrets`, `audit`, `private`), and the function's credentials.
async fn deployed(owner: Option<Credentials>) -> (Served, Credentials) {
    let served = Served::start_for(owner).await;
    served.cloud.cloud().messaging().create_queue("secrets");
    served.cloud.cloud().streams().create_stream("audit", 1);
    served.cloud.cloud().storage().create_bucket("private");
    served.deploy([named("pay", "2s", PAY)]).await;
    let credentials = credentials_of(&served, "pay").await;
    (served, credentials)
}

/// What a function has in its environment.
async fn credentials_of(served: &Served, function: &str) -> Credentials {
    let environment = served.control.invoke(function, r#"{"do": "environment"}"#).await.unwrap().unwrap();
    let variable = |name: &str| environment[name].as_str().unwrap().to_owned();
    assert_eq!(environment["AWS_SESSION_TOKEN"], Value::Null);
    Credentials::new(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"))
}

fn config(served: &Served, credentials: &Credentials) -> Config {
    Config::builder()
        .transport(HttpTransport::new())
        .endpoint_url(served.cloud.services_url())
        .region("us-east-1")
        .credentials(credentials.clone())
        .build()
}

fn queue_url(served: &Served, queue: &str) -> String {
    format!("{}/000000000000/{queue}", served.cloud.services_url())
}

#[tokio::test]
async fn a_function_sends_where_a_placeholder_names_the_queue_and_receives_where_it_has_its_events_from() {
    let (served, credentials) = deployed(Some(owner())).await;
    let client = VoidMessagingClient::new(config(&served, &credentials));
    let url = |queue: &str| queue_url(&served, queue);
    client.send_message(url("paid"), "a").await.unwrap();
    client.send_message(url("orders-dlq"), "a").await.unwrap();
    client.receive_message(url("orders")).await.unwrap();
    for refused in [
        client.send_message(url("secrets"), "a").await.unwrap_err(),
        client.send_message(url("orders"), "a").await.unwrap_err(),
        client.receive_message(url("paid")).await.unwrap_err(),
        client.purge_queue(url("paid")).await.unwrap_err(),
        client.get_queue_url("secrets").await.unwrap_err(),
        client.list_queues().await.unwrap_err(),
        client.create_queue("mine").await.unwrap_err(),
    ] {
        assert_eq!(refused.code(), Some("AccessDeniedException"), "{refused}");
    }
    let refused = client.send_message(url("secrets"), "a").await.unwrap_err().to_string();
    let told = "User: arn:aws:sts::000000000000:assumed-role/pay/pay is not authorized to perform: sqs:SendMessage on \
                resource: arn:aws:sqs:us-east-1:000000000000:secrets because no identity-based policy allows the \
                sqs:SendMessage action. What pay may do follows from its worker/void.yaml: give a variable of its `environment` \
                the value ${VOID_QUEUE_SECRETS_URL}.";
    assert!(refused.contains(told), "{refused}");
    assert_eq!(served.cloud.cloud().queue("paid").messages().len(), 1);
    assert!(served.cloud.cloud().queue("secrets").messages().is_empty());
    VoidMessagingClient::new(config(&served, &owner())).list_queues().await.unwrap();
}

#[tokio::test]
async fn a_function_puts_into_the_stream_of_a_placeholder_and_only_reads_the_one_of_its_events() {
    let (served, credentials) = deployed(Some(owner())).await;
    let client = VoidStreamsClient::new(config(&served, &credentials));
    let read = async |stream: &str| {
        let start = StartingPosition::trim_horizon();
        let place = client.get_shard_iterator(stream, "shardId-000000000000", start).await?;
        client.get_records(place.shard_iterator).await.map(|read| read.records.len())
    };
    client.put_record("ledger", "key", "data").await.unwrap();
    assert_eq!((read("ledger").await.unwrap(), read("clicks").await.unwrap()), (1, 0));
    for refused in [
        client.put_record("clicks", "key", "data").await.unwrap_err(),
        client.put_record("audit", "key", "data").await.unwrap_err(),
        client.delete_stream("ledger").await.unwrap_err(),
        client.list_streams().await.unwrap_err(),
        read("audit").await.unwrap_err(),
    ] {
        assert_eq!(
            (refused.code(), refused.status().unwrap().as_u16()),
            (Some("AccessDeniedException"), 400)
        );
    }
}

#[tokio::test]
async fn a_function_writes_to_the_bucket_of_a_placeholder_and_reads_and_deletes_in_the_one_of_its_events() {
    let (served, credentials) = deployed(Some(owner())).await;
    let (function, everybody) = (
        VoidStorageClient::new(config(&served, &credentials)),
        VoidStorageClient::new(config(&served, &owner())),
    );
    everybody.put_object("photos", "cat", "meow").await.unwrap();
    everybody.put_object("private", "key", "secret").await.unwrap();
    function.put_object("invoices", "1", "100").await.unwrap();
    function.get_object("invoices", "1").await.unwrap();
    function.copy_object(("photos", "cat"), "invoices", "cat").await.unwrap();
    for refused in [
        function.put_object("photos", "dog", "bark").await.unwrap_err(),
        function.get_object("private", "key").await.unwrap_err(),
        function.head_object("private", "key").await.unwrap_err(),
        function.list_objects_v2("private").await.unwrap_err(),
        function.copy_object(("private", "key"), "invoices", "key").await.unwrap_err(),
        function.delete_bucket("invoices").await.unwrap_err(),
        function.list_buckets().await.unwrap_err(),
    ] {
        assert_eq!(refused.status().unwrap().as_u16(), 403, "{refused}");
    }
    let refused = function.put_object("photos", "dog", "bark").await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDenied"));
    assert!(refused.to_string().contains("on resource: \"arn:aws:s3:::photos/dog\" because"), "{refused}");
    function.delete_object("photos", "cat").await.unwrap();
    assert!(served.cloud.cloud().bucket("photos").keys().is_empty());
}

/// The status and the body of what is answered to a request that `credentials` signed.
async fn signed(
    served: &Served,
    service: &str,
    credentials: &Credentials,
    mut request: Request<Body>,
) -> (u16, String) {
    Signer::new("us-east-1", service).sign(&mut request, credentials, served.cloud.cloud().now()).unwrap();
    send(served, request).await
}

async fn send(served: &Served, request: Request<Body>) -> (u16, String) {
    let response = served.transport.send(request).await.unwrap();
    let status = response.status().as_u16();
    (status, String::from_utf8_lossy(&whole(response.into_body()).await).into_owned())
}

#[tokio::test]
async fn the_query_protocol_cbor_presigned_urls_and_buckets_in_hosts_are_no_way_around() {
    let (served, credentials) = deployed(Some(owner())).await;
    let url = served.cloud.services_url();
    for (queue, expected) in [("paid", 200), ("secrets", 403)] {
        let form = "Action=SendMessage&MessageBody=a&Version=2012-11-05";
        let request = Request::post(queue_url(&served, queue))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let (status, text) = signed(&served, "sqs", &credentials, request.unwrap()).await;
        assert_eq!(
            (status, text.contains("<Code>AccessDenied</Code>")),
            (expected, expected == 403),
            "{text}"
        );
    }
    for (stream, expected) in [("ledger", 200), ("audit", 400)] {
        let mut record = vec![0xa3];
        for (name, value) in [("StreamName", stream), ("PartitionKey", "k")] {
            for text in [name, value] {
                record.push(0x60 + u8::try_from(text.len()).unwrap());
                record.extend_from_slice(text.as_bytes());
            }
        }
        record.extend_from_slice(b"\x64Data\x41x");
        let request = Request::post(format!("{url}/"))
            .header("x-amz-target", "Kinesis_20131202.PutRecord")
            .header("content-type", "application/x-amz-cbor-1.1")
            .body(Body::from(record));
        let (status, text) = signed(&served, "kinesis", &credentials, request.unwrap()).await;
        assert_eq!((status, text.contains("AccessDeniedException")), (expected, expected == 400), "{text}");
    }
    let client = VoidStorageClient::new(config(&served, &credentials));
    for (bucket, expected) in [("invoices", 200), ("photos", 403)] {
        let presigned = client.put_object(bucket, "a", "b").presign(Duration::from_secs(60)).await.unwrap();
        let mut request = Request::put(&presigned.url).body(Body::from("b")).unwrap();
        request.headers_mut().extend(presigned.headers);
        let (status, text) = send(&served, request).await;
        assert_eq!(
            (status, text.contains("<Code>AccessDenied</Code>")),
            (expected, expected == 403),
            "{text}"
        );
    }
}

#[tokio::test]
async fn without_signatures_who_names_a_functions_key_is_still_limited_and_nobody_else_is() {
    let (served, credentials) = deployed(None).await;
    let function = VoidMessagingClient::new(config(&served, &credentials));
    let url = queue_url(&served, "secrets");
    assert_eq!(function.send_message(&url, "a").await.unwrap_err().code(), Some("AccessDeniedException"));
    function.send_message(queue_url(&served, "paid"), "a").await.unwrap();
    let anybody = VoidMessagingClient::new(config(&served, &Credentials::new("anybody", "anything")));
    anybody.send_message(&url, "a").await.unwrap();
    let guessed = Credentials::new(credentials.access_key_id, "guessed");
    let guessed = VoidMessagingClient::new(config(&served, &guessed));
    guessed.send_message(queue_url(&served, "paid"), "a").await.unwrap();
    assert_eq!(guessed.send_message(&url, "a").await.unwrap_err().code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn functions_call_no_functions() {
    for owner in [Some(owner()), None] {
        let (served, credentials) = deployed(owner).await;
        for (method, path, action) in [
            (Method::POST, "functions/pay/invocations", "lambda:InvokeFunction"),
            (Method::GET, "functions/", "lambda:ListFunctions"),
            (Method::DELETE, "functions/pay", "lambda:DeleteFunction"),
        ] {
            let uri = format!("{}/2015-03-31/{path}", served.cloud.services_url());
            let request = Request::builder().method(method).uri(uri).body(Body::from("{}")).unwrap();
            let (status, text) = signed(&served, "lambda", &credentials, request).await;
            assert_eq!(status, 403, "{text}");
            assert!(
                text.contains(&format!("assumed-role/pay/pay is not authorized to perform: {action} on")),
                "{text}"
            );
        }
        assert_eq!(served.control.functions().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_process_is_told_what_to_put_into_its_file_and_works_once_that_is_done() {
    let served = Served::start_for(Some(owner())).await;
    served.cloud.cloud().messaging().create_queue("paid");
    let literal = format!("environment: {{SEND_TO: '{}'}}\n", queue_url(&served, "paid"));
    served.deploy([named("pay", "2s", &literal)]).await;
    let error = served.control.invoke("pay", r#"{"do": "send"}"#).await.unwrap().unwrap_err();
    assert!(error.to_string().contains("the value ${VOID_QUEUE_PAID_URL}"), "{error}");
    let key = credentials_of(&served, "pay").await.access_key_id;

    served.deploy([named("pay", "2s", "environment: {SEND_TO: '${VOID_QUEUE_PAID_URL}'}\n")]).await;
    served.control.invoke("pay", r#"{"do": "send"}"#).await.unwrap().unwrap();
    assert_eq!(served.cloud.cloud().queue("paid").messages().len(), 1);
    assert_eq!(credentials_of(&served, "pay").await.access_key_id, key, "its credentials stay");
    served.deploy([named("other", "2s", "")]).await;
    assert_ne!(credentials_of(&served, "other").await.access_key_id, key, "another has others");

    served.deploy([named("pay", "2s", &literal)]).await;
    let error = served.control.invoke("pay", r#"{"do": "send"}"#).await.unwrap().unwrap_err();
    assert!(error.to_string().contains("is not authorized to perform: sqs:SendMessage"), "{error}");
}

#[tokio::test]
async fn the_credentials_of_a_function_that_is_gone_do_nothing() {
    let (served, credentials) = deployed(Some(owner())).await;
    let client = VoidMessagingClient::new(config(&served, &credentials));
    let url = queue_url(&served, "paid");
    client.send_message(&url, "a").await.unwrap();
    served.control.delete_function("pay").await.unwrap();
    let refused = client.send_message(&url, "a").await.unwrap_err();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    assert!(refused.to_string().contains("is not deployed any more"), "{refused}");
}

#[tokio::test]
async fn a_deployment_that_fails_leaves_what_a_function_may_do() {
    let (served, credentials) = deployed(Some(owner())).await;
    let told = "events: [storage: {bucket: album}]\n";
    served.deploy([named("other", "2s", told)]).await;
    let request = DeployRequest { functions: vec![named("pay", "2s", told)], dry_run: false };
    let error = served.control.deploy(&request).await.unwrap_err();
    assert!(error.to_string().contains("album"), "{error}");
    let client = VoidMessagingClient::new(config(&served, &credentials));
    client.send_message(queue_url(&served, "paid"), "a").await.unwrap();
}

#[tokio::test]
async fn permissions_are_shown_in_the_plan_and_with_the_function() {
    let served = Served::start().await;
    let request = DeployRequest { functions: vec![named("pay", "2s", PAY)], dry_run: true };
    let plan = served.control.deploy(&request).await.unwrap();
    let expected = [
        "queue orders: receive, delete",
        "queue orders-dlq: send",
        "queue paid: send",
        "stream clicks: read",
        "stream ledger: put, read",
        "bucket invoices: put, read, delete",
        "bucket photos: read, delete",
    ];
    assert_eq!(plan.functions[0].permissions, expected);
    served.deploy(request.functions).await;
    assert_eq!(served.control.function("pay").await.unwrap().permissions, expected);
    assert_eq!(json!(served.control.functions().await.unwrap()[0])["permissions"], json!(expected));
}

#[tokio::test]
async fn a_variable_that_is_set_later_counts_as_one_of_the_file() {
    let (served, credentials) = deployed(Some(owner())).await;
    let client = VoidMessagingClient::new(config(&served, &credentials));
    let url = queue_url(&served, "secrets");
    client.send_message(&url, "a").await.unwrap_err();
    let mut settings = FunctionSettings::default();
    settings.environment.insert("TOO".to_owned(), "${VOID_QUEUE_SECRETS_URL}".to_owned());
    served.control.configure("pay", &settings).await.unwrap();
    client.send_message(&url, "a").await.unwrap();
}
