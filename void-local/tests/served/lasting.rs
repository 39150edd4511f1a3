//! What lasts: a cloud that is started again on its folder goes on from where the one before was.

use std::{fs, path::PathBuf, sync::Arc};

use serde_json::Value;
use void_core::MemoryChangeLog;
use void_local::{
    control::{Action, DeployRequest},
    durable::{Journal, SavedTable, Table},
    logs::LogFilter,
    manifest::FunctionSettings,
};
use void_messaging_sdk::mock::{MockMessaging, SavedMessaging};

use crate::support::{Served, messaging, named, source, storage, streams};

const QUEUED: &str = "name: queued
runtime: provided
handler: worker
events:
  - queue: {name: jobs, batchSize: 1}
";

const READING: &str = "name: reading
runtime: provided
handler: worker
events:
  - stream: {name: clicks, shards: 1, startingPosition: TRIM_HORIZON}
";

/// Two functions that do nothing but fail, each once.
const FAILING: [&str; 2] = [
    "name: reads
runtime: provided
handler: worker
environment: {FAIL_INIT: '1'}
events:
  - stream: {name: clicks, shards: 1, startingPosition: TRIM_HORIZON, maxRetries: 0, deadLetterQueue: lost}
",
    "name: resizes
runtime: provided
handler: worker
environment: {FAIL_INIT: '1'}
events:
  - storage: {bucket: photos, maxRetries: 0, deadLetterQueue: lost}
",
];

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("void-lasting-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    async fn start(&self) -> Served {
        Served::start_in(Some(&self.0)).await.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn messages_outlive_the_cloud_and_deleted_ones_do_not_come_back() {
    let folder = Folder::new("messages");
    let served = folder.start().await;
    let client = messaging(&served);
    let queue = client.create_queue("orders").await.unwrap().queue_url;
    for body in ["deleted", "kept", "in flight"] {
        client.send_message(&queue, body).await.unwrap();
    }
    let received = client.receive_message(&queue).max_number_of_messages(10).await.unwrap().messages;
    let of = |body: &str| received.iter().find(|message| message.body == body).unwrap();
    client.delete_message(&queue, &of("deleted").receipt_handle).await.unwrap();
    served.cloud.shutdown().await;

    let served = folder.start().await;
    let client = messaging(&served);
    let queue = client.get_queue_url("orders").await.unwrap().queue_url;
    let again = client.receive_message(&queue).max_number_of_messages(10).await.unwrap().messages;
    let mut bodies: Vec<&str> = again.iter().map(|message| message.body.as_str()).collect();
    bodies.sort_unstable();
    assert_eq!(bodies, ["in flight", "kept"]);
}

#[tokio::test]
async fn objects_outlive_the_cloud_and_deleted_ones_do_not_come_back() {
    let folder = Folder::new("objects");
    let served = folder.start().await;
    let client = storage(&served);
    client.create_bucket("invoices").await.unwrap();
    let large = vec![7; 2_000_000];
    client.put_object("invoices", "small", "small").metadata("by", "hand").await.unwrap();
    client.put_object("invoices", "large", large.clone()).await.unwrap();
    client.put_object("invoices", "deleted", large.clone()).await.unwrap();
    client.delete_object("invoices", "deleted").await.unwrap();
    served.cloud.shutdown().await;

    let served = folder.start().await;
    let client = storage(&served);
    let small = client.get_object("invoices", "small").await.unwrap();
    assert_eq!(small.headers.metadata["by"], "hand");
    assert_eq!(small.body.bytes(1_000).await.unwrap(), "small");
    let found = client.get_object("invoices", "large").await.unwrap();
    assert_eq!(found.body.bytes(4_000_000).await.unwrap(), large);
    assert!(client.get_object("invoices", "deleted").await.is_err());
    assert_eq!(fs::read_dir(folder.0.join("bodies")).unwrap().count(), 1);
}

#[tokio::test]
async fn objects_that_a_reset_dropped_do_not_come_back_and_leave_no_file() {
    let folder = Folder::new("dropped");
    let served = folder.start().await;
    storage(&served).create_bucket("invoices").await.unwrap();
    storage(&served).put_object("invoices", "large", vec![7; 100_000]).await.unwrap();
    served.control.reset().await.unwrap();
    served.cloud.shutdown().await;

    let served = folder.start().await;
    assert!(storage(&served).list_buckets().await.unwrap().buckets.is_empty());
    assert_eq!(fs::read_dir(folder.0.join("bodies")).unwrap().count(), 0);
}

#[tokio::test]
async fn functions_outlive_the_cloud_and_get_what_waits_for_them() {
    let folder = Folder::new("functions");
    let served = folder.start().await;
    served.deploy([source(QUEUED), named("other", "5s", "environment: {MODE: kept}\n")]).await;
    let before = served.control.function("queued").await.unwrap();
    served.cloud.shutdown().await;

    let served = folder.start().await;
    let after = served.control.function("queued").await.unwrap();
    assert_eq!((after.version, after.deployed_at), (before.version, before.deployed_at));
    assert_eq!(served.order("other", "environment").await.0["MODE"], "kept");
    let plan = DeployRequest { functions: vec![source(QUEUED)], dry_run: true };
    assert_eq!(served.control.deploy(&plan).await.unwrap().functions[0].action, Action::Unchanged);
    let client = messaging(&served);
    let queue = client.get_queue_url("jobs").await.unwrap().queue_url;
    client.send_message(&queue, "after").await.unwrap();
    let lines =
        served.log_until(&LogFilter::default(), |line| line.message.contains("\"body\":\"after\"")).await;
    assert!(!lines.is_empty());
}

#[tokio::test]
async fn what_was_set_in_place_of_a_file_s_settings_outlives_the_cloud() {
    let folder = Folder::new("settings");
    let served = folder.start().await;
    served.deploy([named("worker", "5s", "environment: {MODE: plain}\n")]).await;
    let mut settings = FunctionSettings::default();
    settings.environment.insert("MODE".to_owned(), "set".to_owned());
    settings.timeout = Some("1s".to_owned());
    served.control.configure("worker", &settings).await.unwrap();
    served.cloud.shutdown().await;

    let served = folder.start().await;
    assert_eq!(served.order("worker", "environment").await.0["MODE"], "set");
    let (error, _) = served.order("worker", "hang").await;
    assert_eq!(error["errorMessage"], "the handler was not done after 0.95 s");
    let plan = DeployRequest {
        functions: vec![named("worker", "5s", "environment: {MODE: plain}\n")],
        dry_run: true,
    };
    assert_eq!(served.control.deploy(&plan).await.unwrap().functions[0].action, Action::Change);
}

#[tokio::test]
async fn a_function_goes_on_where_it_was_in_a_stream() {
    let folder = Folder::new("progress");
    let served = folder.start().await;
    served.deploy([source(READING)]).await;
    // What is read has its data in base64.
    let read = async |served: &Served, text: &'static str, encoded: &'static str| {
        streams(served).put_record("clicks", "key", text).await.unwrap();
        served.log_until(&LogFilter::default(), |line| line.message.contains(encoded)).await
    };
    // With the second one it is kept how far it came with the first.
    read(&served, "before", "YmVmb3Jl").await;
    read(&served, "again", "YWdhaW4=").await;
    served.cloud.shutdown().await;

    let served = folder.start().await;
    let lines = read(&served, "after", "YWZ0ZXI=").await;
    assert!(lines.iter().any(|line| line.message.contains("YWZ0ZXI=")));
    assert_eq!(lines.iter().filter(|line| line.message.contains("YmVmb3Jl")).count(), 1, "{lines:?}");
}

/// How far a cloud has come that ended at some point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reached {
    letters: usize,
    /// What is left to do: a place at a record, an event.
    to_do: usize,
    /// A place behind a record.
    behind: usize,
}

fn reached(queues: &SavedMessaging, table: &SavedTable) -> Reached {
    let messaging = MockMessaging::builder().saved(queues.clone()).build();
    let letters = messaging.find_queue("lost").map_or(0, |queue| queue.messages().len());
    let table = Table::new(table.clone(), Arc::new(MemoryChangeLog::default()));
    let places = table.all::<Value>("stream/");
    let of_type = |name: &str| places.iter().filter(|(_, place)| place["position"]["Type"] == name).count();
    let to_do = of_type("AT_SEQUENCE_NUMBER") + table.all::<Value>("happened/").len();
    Reached { letters, to_do, behind: of_type("AFTER_SEQUENCE_NUMBER") }
}

#[tokio::test]
async fn at_any_moment_what_failed_is_still_to_be_done_or_a_dead_letter() {
    let folder = Folder::new("letters");
    let served = folder.start().await;
    served.deploy(FAILING.map(source)).await;
    let lost = served.cloud.cloud().queue("lost");
    streams(&served).put_record("clicks", "key", "a record").await.unwrap();
    lost.wait_for(|letter| letter.body().contains("KinesisBatchInfo")).await;
    storage(&served).put_object("photos", "cat", "an object").await.unwrap();
    lost.wait_for(|letter| letter.body().contains("ObjectCreated")).await;
    // It holds the journal.
    drop(lost);
    served.cloud.shutdown().await;

    // The state after each record of the journal, as a kill right then leaves it.
    let (mut queues, mut table) = (SavedMessaging::new(), SavedTable::new());
    let mut states = Vec::new();
    let (journal, _) = Journal::open(folder.0.join("queues"), |record| {
        if !table.apply(record)? {
            queues.apply(record)?;
        }
        states.push(reached(&queues, &table));
        Ok(())
    })
    .unwrap();
    drop(journal);
    states.dedup();
    let begun = states.iter().position(|state| state.to_do == 1).unwrap();
    let last = *states.last().unwrap();
    assert_eq!((last.letters, last.to_do, last.behind), (2, 0, 1), "{states:?}");
    let mut begun_so_far = 0;
    for pair in states[begun - 1..].windows(2) {
        begun_so_far += usize::from(pair[1].to_do > pair[0].to_do);
        assert!(pair[1].letters + pair[1].to_do >= begun_so_far, "{pair:?} of {states:?}");
    }
}

#[tokio::test]
async fn logs_outlive_the_cloud_and_go_on_behind_what_was_there() {
    let folder = Folder::new("logs");
    let served = folder.start().await;
    served.deploy([named("worker", "5s", "")]).await;
    served.order("worker", "first").await;
    let before = served.log_until(&LogFilter::default(), |line| line.message.contains("first")).await;
    served.cloud.shutdown().await;

    let served = folder.start().await;
    served.order("worker", "second").await;
    let after = served.log_until(&LogFilter::default(), |line| line.message.contains("second")).await;
    assert!(after.starts_with(&before), "{before:?} {after:?}");
    assert!(after.is_sorted_by_key(|line| line.sequence));
}

#[tokio::test]
async fn a_function_that_can_not_be_deployed_again_keeps_no_other_away() {
    let folder = Folder::new("spoilt");
    let served = folder.start().await;
    served.deploy([named("a", "5s", "environment: {MODE: spoilt}\n"), named("b", "5s", "")]).await;
    served.cloud.shutdown().await;
    let file = folder.0.join("functions.json");
    let saved = fs::read_to_string(&file).unwrap();
    fs::write(&file, saved.replace("MODE: spoilt", "MODE: ${NOTHING}")).unwrap();
    let served = folder.start().await;
    assert!(served.order("b", "pid").await.0.is_u64());
    let names = served.control.functions().await.unwrap();
    assert_eq!(names.iter().map(|function| function.name.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_what_functions_sign_with() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new("private");
    let served = folder.start().await;
    served.deploy([named("worker", "5s", "")]).await;
    let saved = fs::metadata(folder.0.join("functions.json")).unwrap();
    assert_eq!(saved.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_function_that_was_removed_stays_away() {
    let folder = Folder::new("removed");
    let served = folder.start().await;
    served.deploy([named("worker", "5s", "")]).await;
    served.control.delete_function("worker").await.unwrap();
    served.cloud.shutdown().await;
    assert!(folder.start().await.control.functions().await.unwrap().is_empty());
}

#[tokio::test]
async fn two_clouds_do_not_share_a_folder() {
    let folder = Folder::new("shared");
    let _served = folder.start().await;
    let refused = Served::start_in(Some(&folder.0)).await.err().unwrap();
    assert!(refused.to_string().contains(&folder.0.display().to_string()), "{refused}");
}

#[tokio::test]
async fn what_is_damaged_is_refused_with_its_place_and_left_as_it_is() {
    let folder = Folder::new("damaged");
    let served = folder.start().await;
    let client = messaging(&served);
    let queue = client.create_queue("orders").await.unwrap().queue_url;
    for _ in 0..3 {
        client.send_message(&queue, "x".repeat(100)).await.unwrap();
    }
    served.cloud.shutdown().await;
    let queues = folder.0.join("queues");
    let journal = fs::read_dir(&queues).unwrap().map(|entry| entry.unwrap().path());
    let journal = journal.max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap();
    let mut bytes = fs::read(&journal).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&journal, &bytes).unwrap();
    let refused = Served::start_in(Some(&folder.0)).await.err().unwrap().to_string();
    assert!(refused.contains(&journal.file_name().unwrap().display().to_string()), "{refused}");
    assert_eq!(fs::read(&journal).unwrap(), bytes);
}

#[tokio::test]
async fn a_function_has_its_credentials_and_its_permissions_after_a_restart() {
    let folder = Folder::new("permissions");
    let served = folder.start().await;
    let sends = "environment: {SEND_TO: '${VOID_QUEUE_PAID_URL}'}\n";
    served.deploy([named("pay", "2s", sends)]).await;
    let key = async |served: &Served| {
        let environment = served.control.invoke("pay", r#"{"do": "environment"}"#).await.unwrap().unwrap();
        environment["AWS_ACCESS_KEY_ID"].as_str().unwrap().to_owned()
    };
    let before = key(&served).await;
    served.cloud.shutdown().await;

    let served = folder.start().await;
    assert_eq!(key(&served).await, before);
    assert_eq!(served.control.function("pay").await.unwrap().permissions, ["queue paid: send"]);
    served.control.invoke("pay", r#"{"do": "send"}"#).await.unwrap().unwrap();
}
