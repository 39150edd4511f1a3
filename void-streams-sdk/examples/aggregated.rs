//! Puts records together in the KPL's aggregated format, or takes them apart: for other tools to judge, and to look at data.
//!
//! `cargo run -p void-streams-sdk --example aggregated -- pack` reads one record a line, `{"key": …, "hashKey": …, "data": …}`
//! with the data in base64, and prints one aggregated record in base64. `… -- unpack` goes the other way, and prints what is
//! not aggregated as `{"data": …}`.

use std::{
    error::Error,
    io::{self, BufRead},
    process::ExitCode,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use void_streams_sdk::{
    aggregation::{Aggregator, parse},
    types::HashKey,
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash_key: Option<HashKey>,
    data: String,
}

fn pack(lines: impl Iterator<Item = io::Result<String>>) -> Result<(), Box<dyn Error>> {
    let mut aggregator = Aggregator::new(1024 * 1024);
    for line in lines {
        let line: Line = serde_json::from_str(&line?)?;
        let data = BASE64_STANDARD.decode(line.data)?;
        aggregator.add(&line.key.unwrap_or_default(), line.hash_key, data)?;
    }
    println!("{}", BASE64_STANDARD.encode(aggregator.into_bytes()));
    Ok(())
}

fn unpack(lines: impl Iterator<Item = io::Result<String>>) -> Result<(), Box<dyn Error>> {
    let print = |key, hash_key, data: &[u8]| {
        let data = BASE64_STANDARD.encode(data);
        serde_json::to_string(&Line { key, hash_key, data }).map(|line| println!("{line}"))
    };
    for line in lines {
        let data = Bytes::from(BASE64_STANDARD.decode(line?)?);
        let Some(message) = parse(&data) else {
            print(None, None, &data)?;
            continue;
        };
        for entry in message.entries() {
            print(Some(entry.partition_key.to_owned()), entry.explicit_hash_key, &entry.data)?;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let lines = io::stdin().lock().lines();
    let done = match std::env::args().nth(1).as_deref() {
        Some("pack") => pack(lines),
        Some("unpack") => unpack(lines),
        _ => Err("usage: aggregated pack|unpack".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aggregated: {error}");
            ExitCode::FAILURE
        }
    }
}
