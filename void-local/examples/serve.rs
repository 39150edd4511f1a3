//! Serves the mocks of messaging, streams and storage on one loopback port, for clients in other processes and languages.
//!
//! `cargo run -p void-local --example serve -- --port 4566 --access-key test --secret test` prints the URL on its first line,
//! and serves until it is interrupted. With a key and a secret, signatures are verified; with `--recreate-wait on` a deleted
//! queue's name can't be used for 60 s, as in the service; with `--transition-ms 500` a stream is being made, changed and
//! deleted for half a second; with `--throughput on` shards throttle. What happens in buckets is told to the queues that are served.

use std::{net::Ipv4Addr, process::ExitCode, sync::Arc, time::Duration};

use void_core::Credentials;
use void_local::serve::{self, QueueNotifications, Services};
use void_messaging_sdk::mock::MockMessaging;
use void_storage_sdk::mock::MockStorage;
use void_streams_sdk::mock::MockStreams;

const USAGE: &str = "usage: serve [--port N] [--access-key KEY --secret SECRET] [--region REGION] [--recreate-wait on] \
                     [--transition-ms N] [--throughput on]
Serves the mocks of messaging, streams and storage on 127.0.0.1 (port 0, the default: any free one) until it is interrupted.";

#[derive(Default)]
struct Arguments {
    port: u16,
    access_key: Option<String>,
    secret: Option<String>,
    region: Option<String>,
    recreate_wait: bool,
    transition: Duration,
    throughput: bool,
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self::default();
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} has no value"))?;
            match name.as_str() {
                "--port" => parsed.port = value.parse().map_err(|_| format!("{value} is not a port"))?,
                "--access-key" => parsed.access_key = Some(value),
                "--secret" => parsed.secret = Some(value),
                "--region" => parsed.region = Some(value),
                "--recreate-wait" => parsed.recreate_wait = value == "on",
                "--transition-ms" => {
                    let milliseconds = value.parse().map_err(|_| format!("{value} is no number of ms"))?;
                    parsed.transition = Duration::from_millis(milliseconds);
                }
                "--throughput" => parsed.throughput = value == "on",
                _ => return Err(format!("unknown argument {name}")),
            }
        }
        if parsed.access_key.is_some() != parsed.secret.is_some() {
            return Err("--access-key and --secret go together".to_owned());
        }
        Ok(parsed)
    }

    fn credentials(&self) -> Option<Credentials> {
        Some(Credentials::new(self.access_key.as_ref()?, self.secret.as_ref()?))
    }

    fn messaging(&self, base_url: &str) -> MockMessaging {
        let mut builder = MockMessaging::builder().base_url(base_url).recreate_wait(self.recreate_wait);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(credentials) = self.credentials() {
            builder = builder.credentials(credentials).verify_signatures();
        }
        builder.build()
    }

    fn streams(&self, base_url: &str) -> MockStreams {
        let mut builder = MockStreams::builder().base_url(base_url).transition_time(self.transition);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(credentials) = self.credentials() {
            builder = builder.credentials(credentials).verify_signatures();
        }
        if self.throughput {
            builder = builder.enforce_throughput();
        }
        builder.build()
    }

    fn storage(&self, base_url: &str) -> MockStorage {
        let mut builder = MockStorage::builder().base_url(base_url);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(credentials) = self.credentials() {
            builder = builder.credentials(credentials).verify_signatures();
        }
        builder.build()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("serve: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> std::io::Result<()> {
    // Queue URLs name the port, so it has to be known before the mocks are made.
    let listener = serve::bind((Ipv4Addr::LOCALHOST, arguments.port).into()).await?;
    let (messaging, streams) = (arguments.messaging(&listener.url()), arguments.streams(&listener.url()));
    let storage = arguments.storage(&listener.url());
    storage.notify(Arc::new(QueueNotifications::new(messaging.clone())));
    let services = Services::new(messaging.transport(), streams.transport(), storage.transport());
    let server = listener.serve(services);
    println!("{}", server.url());
    tokio::signal::ctrl_c().await?;
    server.shutdown().await;
    Ok(())
}
