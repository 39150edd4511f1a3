//! Serves the messaging mock on a loopback port, for clients in other processes and languages.
//!
//! `cargo run -p void-local --example serve-messaging -- --port 4566 --access-key test --secret test` prints the URL on its
//! first line, and serves until it is interrupted. With a key and a secret, signatures are verified; with
//! `--recreate-wait on` a deleted queue's name can't be used for 60 s, as in the service.

use std::{net::Ipv4Addr, process::ExitCode};

use void_core::Credentials;
use void_local::serve;
use void_messaging_sdk::mock::MockMessaging;

const USAGE: &str = "usage: serve-messaging [--port N] [--access-key KEY --secret SECRET] [--region REGION] [--recreate-wait on]
Serves the messaging mock on 127.0.0.1 (port 0, the default: any free one) until it is interrupted.";

#[derive(Default)]
struct Arguments {
    port: u16,
    access_key: Option<String>,
    secret: Option<String>,
    region: Option<String>,
    recreate_wait: bool,
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
                _ => return Err(format!("unknown argument {name}")),
            }
        }
        if parsed.access_key.is_some() != parsed.secret.is_some() {
            return Err("--access-key and --secret go together".to_owned());
        }
        Ok(parsed)
    }

    fn mock(&self, base_url: String) -> MockMessaging {
        let mut builder = MockMessaging::builder().base_url(base_url).recreate_wait(self.recreate_wait);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let (Some(access_key), Some(secret)) = (&self.access_key, &self.secret) {
            builder = builder.credentials(Credentials::new(access_key, secret)).verify_signatures();
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
            eprintln!("serve-messaging: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> std::io::Result<()> {
    // Queue URLs name the port, so it has to be known before the mock is made.
    let listener = serve::bind((Ipv4Addr::LOCALHOST, arguments.port).into()).await?;
    let mock = arguments.mock(listener.url());
    let server = listener.serve(mock.transport());
    println!("{}", server.url());
    tokio::signal::ctrl_c().await?;
    server.shutdown().await;
    Ok(())
}
