//! `served-bench NAME WHAT COMMAND…` starts an emulator and prints lines `WHAT<tab>NAME<tab>NUMBER`. See `run`.

mod connection;
mod emulator;
mod load;
mod request;

use std::{
    io,
    time::{Duration, Instant},
};

use connection::Connection;
use emulator::Emulator;
use load::{call, rate, times};

const SPAN: Duration = Duration::from_secs(2);
/// Messages that wait, of 1 KiB each.
const WAITING: usize = 1_000_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, what, command @ ..] = &arguments[..] else {
        return Err(io::Error::other("served-bench NAME start|queues|waiting|streams|objects COMMAND…"));
    };
    tokio::task::LocalSet::new()
        .run_until(async {
            let emulator = Emulator::start(command).await?;
            let show = |measure: &str, number: f64| println!("{measure}\t{name}\t{number:.1}");
            match what.as_str() {
                "start" => {
                    show("1 start to first answer, ms", emulator.start.as_secs_f64() * 1e3);
                    show("1 memory then, MB", emulator.memory_mb()? as f64);
                }
                "queues" => {
                    let queue = Queue::create(emulator.port).await?;
                    show("2 sends/s", queue.sends().await?);
                    show("2 receives and deletes/s", queue.receives_and_deletes().await?);
                }
                "waiting" => {
                    let queue = Queue::create(emulator.port).await?;
                    queue.fill(WAITING).await?;
                    show("3 memory with 10⁶ messages of 1 KiB, MB", emulator.memory_mb()? as f64);
                    show("3 sends/s beside 10⁶ messages", queue.sends().await?);
                    show("3 receives and deletes/s beside 10⁶ messages", queue.receives_and_deletes().await?);
                }
                "streams" => streams(emulator.port, show).await?,
                "objects" => objects(emulator.port, show).await?,
                _ => {
                    return Err(io::Error::other(format!(
                        "{what}: one of start, queues, waiting, streams, objects"
                    )));
                }
            }
            Ok(())
        })
        .await
}

struct Queue {
    port: u16,
    url: String,
}

impl Queue {
    async fn create(port: u16) -> io::Result<Self> {
        let body = r#"{"QueueName":"orders","Attributes":{"VisibilityTimeout":"300"}}"#;
        let answer = call(&mut Connection::open(port).await?, &request::sqs("CreateQueue", body)).await?;
        let url = request::string(&answer, "QueueUrl").ok_or_else(|| io::Error::other(answer.clone()))?;
        Ok(Self { port, url: url.to_owned() })
    }

    /// Sends of 100 bytes.
    async fn sends(&self) -> io::Result<f64> {
        let body = format!(r#"{{"QueueUrl":"{}","MessageBody":"{}"}}"#, self.url, "x".repeat(100));
        let send = request::sqs("SendMessage", &body);
        rate(self.port, SPAN, async move |connection, _| call(connection, &send).await.map(drop)).await
    }

    /// One message is received and deleted at a time.
    async fn receives_and_deletes(&self) -> io::Result<f64> {
        let receive = request::sqs("ReceiveMessage", &format!(r#"{{"QueueUrl":"{}"}}"#, self.url));
        let url = self.url.clone();
        rate(self.port, SPAN, async move |connection, _| {
            let answer = call(connection, &receive).await?;
            let handle = request::string(&answer, "ReceiptHandle")
                .ok_or_else(|| io::Error::other("no message is left"))?;
            let delete = format!(r#"{{"QueueUrl":"{url}","ReceiptHandle":"{handle}"}}"#);
            call(connection, &request::sqs("DeleteMessage", &delete)).await.map(drop)
        })
        .await
    }

    /// Sends so many messages of 1 KiB, ten at a time.
    async fn fill(&self, count: usize) -> io::Result<()> {
        let body = "x".repeat(1024);
        let entries: Vec<_> =
            (0..10).map(|id| format!(r#"{{"Id":"{id}","MessageBody":"{body}"}}"#)).collect();
        let batch = format!(r#"{{"QueueUrl":"{}","Entries":[{}]}}"#, self.url, entries.join(","));
        let batch = request::sqs("SendMessageBatch", &batch);
        times(self.port, count / 10, async move |connection, _| call(connection, &batch).await.map(drop))
            .await
    }
}

/// Ten records of 1 KiB at a time, into a stream of many shards, so that no limit of a shard is in the way.
async fn streams(port: u16, show: impl Fn(&str, f64)) -> io::Result<()> {
    let mut connection = Connection::open(port).await?;
    call(&mut connection, &request::kinesis("CreateStream", r#"{"StreamName":"ledger","ShardCount":100}"#))
        .await?;
    loop {
        let body = r#"{"StreamName":"ledger"}"#;
        let summary = call(&mut connection, &request::kinesis("DescribeStreamSummary", body)).await?;
        if request::string(&summary, "StreamStatus") == Some("ACTIVE") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let data = "eHh4".repeat(1024 / 3);
    let put = move |number: usize| {
        let records: Vec<_> = (0..10)
            .map(|record| format!(r#"{{"PartitionKey":"{number}-{record}","Data":"{data}"}}"#))
            .collect();
        request::kinesis(
            "PutRecords",
            &format!(r#"{{"StreamName":"ledger","Records":[{}]}}"#, records.join(",")),
        )
    };
    let puts =
        rate(port, SPAN, async move |connection, number| call(connection, &put(number)).await.map(drop))
            .await?;
    show("4 PutRecords/s, of ten records of 1 KiB", puts);
    let body =
        r#"{"StreamName":"ledger","ShardId":"shardId-000000000000","ShardIteratorType":"TRIM_HORIZON"}"#;
    let iterator = call(&mut connection, &request::kinesis("GetShardIterator", body)).await?;
    let iterator =
        request::string(&iterator, "ShardIterator").ok_or_else(|| io::Error::other("no iterator"))?;
    let get = request::kinesis("GetRecords", &format!(r#"{{"ShardIterator":"{iterator}","Limit":10}}"#));
    let gets = rate(port, SPAN, async move |connection, _| call(connection, &get).await.map(drop)).await?;
    show("4 GetRecords/s, of ten records of 1 KiB", gets);
    Ok(())
}

/// Objects of 1 KiB, and a listing of a thousand keys.
async fn objects(port: u16, show: impl Fn(&str, f64)) -> io::Result<()> {
    let mut connection = Connection::open(port).await?;
    for bucket in ["objects", "listed"] {
        call(&mut connection, &request::s3("PUT", &format!("/{bucket}"), "")).await?;
    }
    let body = "x".repeat(1024);
    let put = async move |connection: &mut Connection, number| {
        call(connection, &request::s3("PUT", &format!("/objects/{number}"), &body)).await.map(drop)
    };
    show("5 objects of 1 KiB put/s", rate(port, SPAN, put).await?);
    let get = async |connection: &mut Connection, number| {
        call(connection, &request::s3("GET", &format!("/objects/{}", number % 100), "")).await.map(drop)
    };
    show("5 objects of 1 KiB got/s", rate(port, SPAN, get).await?);
    let listed = async |connection: &mut Connection, number| {
        call(connection, &request::s3("PUT", &format!("/listed/key-{number:06}"), "x")).await.map(drop)
    };
    times(port, 1_000, listed).await?;
    let list = request::s3("GET", "/listed?list-type=2", "");
    let mut best = Duration::MAX;
    for _ in 0..20 {
        let begun = Instant::now();
        call(&mut connection, &list).await?;
        best = best.min(begun.elapsed());
    }
    show("5 listing of 1,000 keys, ms", best.as_secs_f64() * 1e3);
    Ok(())
}
