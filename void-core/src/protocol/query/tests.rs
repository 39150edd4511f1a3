use std::collections::BTreeMap;

use http::{Request, StatusCode};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Form, Member, Operation, Shape, failure, is_request, success};
use crate::{
    body::Body,
    clock::Timestamp,
    protocol::server::{Received, ServerError},
};

const NAMESPACE: &str = "http://queue.amazonaws.com/doc/2012-11-05/";

const VALUE: Shape = Shape::Structure(&[
    Member::text("StringValue"),
    Member::text("DataType"),
    Member::list("StringListValues", "StringListValue", &Shape::Text),
]);
const ENTRY: Shape = Shape::Structure(&[
    Member::text("Id"),
    Member::integer("DelaySeconds"),
    Member::map("MessageAttributes", "MessageAttribute", "Name", &VALUE),
]);
const SEND: Operation = Operation {
    name: "Send",
    input: &[
        Member::new("QueueUrl", Shape::Url),
        Member::list("Entries", "Entry", &ENTRY),
        Member::list("AttributeNames", "AttributeName", &Shape::Text),
        Member::map("tags", "Tag", "Key", &Shape::Text),
        Member::new("Sure", Shape::Boolean),
    ],
    output: Some(&[
        Member::list("Entries", "ResultEntry", &ENTRY),
        Member::map("Attributes", "Attribute", "Name", &Shape::Text),
        Member::new("Sure", Shape::Boolean),
    ]),
};

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    string_value: Option<String>,
    data_type: String,
    #[serde(default)]
    string_list_values: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    delay_seconds: Option<u32>,
    #[serde(default)]
    message_attributes: BTreeMap<String, Attribute>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Send {
    queue_url: String,
    #[serde(default)]
    entries: Vec<Entry>,
    #[serde(default)]
    attribute_names: Vec<String>,
    #[serde(default, rename = "tags")]
    tags: BTreeMap<String, String>,
    sure: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    entries: Vec<Entry>,
    attributes: BTreeMap<String, String>,
    sure: bool,
}

async fn received(uri: &str, body: String) -> Received {
    let request = Request::post(uri)
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        .header("host", "localhost:4566")
        .body(Body::from(body))
        .unwrap();
    Received::read(request, 1 << 20).await.unwrap()
}

async fn decode(uri: &str, body: &str) -> Result<Send, ServerError> {
    Form::read(&received(uri, body.to_owned()).await)?.decode(&SEND)
}

async fn text(response: http::Response<Body>) -> String {
    String::from_utf8(response.into_body().into_bytes(1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn reads_structures_lists_and_maps() {
    let body = "Action=Send&Version=2012-11-05&QueueUrl=http%3A%2F%2Fh%2F1%2Fq&Sure=true\
        &Entry.2.Id=b&Entry.1.Id=a&Entry.1.DelaySeconds=5&Entry.10.Id=c\
        &Entry.1.MessageAttribute.1.Name=kind&Entry.1.MessageAttribute.1.Value.DataType=String\
        &Entry.1.MessageAttribute.1.Value.StringValue=a+b%26c\
        &Entry.1.MessageAttribute.1.Value.StringListValue.1=x\
        &AttributeName.1=All&Tag.1.Key=team&Tag.1.Value=";
    let sent = decode("/", body).await.unwrap();
    assert_eq!(sent.queue_url, "http://h/1/q");
    assert_eq!(sent.entries.iter().map(|entry| &*entry.id).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(sent.entries[0].delay_seconds, Some(5));
    let attribute = &sent.entries[0].message_attributes["kind"];
    assert_eq!((attribute.string_value.as_deref(), &*attribute.data_type), (Some("a b&c"), "String"));
    assert_eq!(attribute.string_list_values, ["x"]);
    assert_eq!(sent.attribute_names, ["All"]);
    assert_eq!(sent.tags["team"], "");
    assert_eq!(sent.sure, Some(true));
}

#[tokio::test]
async fn takes_the_queue_from_the_path_and_parameters_from_the_query_string() {
    let sent = decode("/123456789012/orders?Action=Send&AttributeName.1=All", "").await.unwrap();
    assert_eq!(sent.queue_url, "http://localhost:4566/123456789012/orders");
    assert_eq!(sent.attribute_names, ["All"]);
    let request = Request::get("http://h/1/q?Action=Send").body(Body::empty()).unwrap();
    let request = Received::read(request, 0).await.unwrap();
    assert!(is_request(&request));
    let form = Form::read(&request).unwrap();
    assert_eq!(form.action().unwrap(), "Send");
    assert_eq!(form.decode::<Send>(&SEND).unwrap().queue_url, "http://h/1/q");
}

#[tokio::test]
async fn says_what_is_wrong_with_a_form() {
    let deep = format!("{}=1", vec!["a"; 100_000].join("."));
    for (body, code) in [
        ("Action=Send", "MissingParameter"),
        ("QueueUrl=q&Entry.1.DelaySeconds=1", "MissingParameter"),
        ("QueueUrl=q&Entry.1.Id=a&Entry.1.DelaySeconds=1.5", "InvalidParameterValue"),
        ("QueueUrl=q&Entry.1.Id=a&Entry.1.DelaySeconds=-1", "MalformedInput"),
        ("QueueUrl=q&Sure=maybe", "InvalidParameterValue"),
        ("QueueUrl=q&Tag.1.Value=x", "MissingParameter"),
        ("QueueUrl=q&Tag.1.Key=x", "MissingParameter"),
        (&*deep, "MalformedQueryString"),
    ] {
        let error = decode("/", body).await.unwrap_err();
        assert_eq!(error.query_code(), code, "{}: {error}", &body[..body.len().min(80)]);
    }
    let form = Form::read(&received("/", "Version=1".to_owned()).await).unwrap();
    assert_eq!(form.action().unwrap_err().code(), "MissingAction");
}

#[tokio::test]
async fn writes_results_as_xml() {
    let attribute = Attribute { string_value: Some("<&>\r".to_owned()), ..Attribute::default() };
    let entry = Entry {
        id: "a".to_owned(),
        delay_seconds: None,
        message_attributes: [("kind".to_owned(), attribute)].into(),
    };
    let sent = Sent {
        entries: vec![entry],
        attributes: [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "2".to_owned())].into(),
        sure: false,
    };
    let response = success(NAMESPACE, &SEND, &sent, "id-1", Timestamp::UNIX_EPOCH);
    assert_eq!(response.headers()["content-type"], "text/xml");
    assert_eq!(response.headers()["x-amzn-requestid"], "id-1");
    assert_eq!(
        text(response).await,
        "<?xml version=\"1.0\"?><SendResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><SendResult>\
         <ResultEntry><Id>a</Id><MessageAttribute><Name>kind</Name><Value><StringValue>&lt;&amp;&gt;&#xD;</StringValue>\
         <DataType></DataType></Value></MessageAttribute></ResultEntry>\
         <Attribute><Name>A</Name><Value>1</Value></Attribute><Attribute><Name>B</Name><Value>2</Value></Attribute>\
         <Sure>false</Sure></SendResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></SendResponse>"
    );
}

#[tokio::test]
async fn writes_no_result_element_where_the_operation_has_none() {
    let operation = Operation { name: "DeleteQueue", input: &[], output: None };
    let response = success(NAMESPACE, &operation, &(), "id-1", Timestamp::UNIX_EPOCH);
    assert!(text(response).await.contains("2012-11-05/\"><ResponseMetadata>"));
}

#[tokio::test]
async fn writes_errors_as_xml() {
    let error = ServerError::new("com.amazonaws.sqs", "QueueDoesNotExist", "No such queue: <q>")
        .with_query_code("AWS.SimpleQueueService.NonExistentQueue");
    let response = failure(NAMESPACE, &error, "id-1", Timestamp::UNIX_EPOCH);
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        text(response).await,
        "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error>\
         <Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>\
         <Message>No such queue: &lt;q&gt;</Message><Detail/></Error><RequestId>id-1</RequestId></ErrorResponse>"
    );
}

proptest! {
    #[test]
    fn never_panics_on_any_form(body in prop_oneof!["\\PC*", "([A-Za-z]{0,6}[.0-9&=%+]{0,3}){0,40}"]) {
        let (parts, ()) = Request::post("/").body(()).unwrap().into_parts();
        let received = Received { parts, body: body.into() };
        if let Ok(form) = Form::read(&received) {
            let _ = form.action();
            let _ = form.decode::<Send>(&SEND);
        }
    }

    #[test]
    fn keeps_any_text(text in "\\PC*") {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("QueueUrl", &text)
            .append_pair("AttributeName.1", &text)
            .finish();
        let (parts, ()) = Request::post("/").body(()).unwrap().into_parts();
        let form = Form::read(&Received { parts, body: body.into() }).unwrap();
        let sent: Send = form.decode(&SEND).unwrap();
        prop_assert_eq!(&sent.queue_url, &text);
        prop_assert_eq!(sent.attribute_names, [text]);
    }
}
