//! `transfer-bench server` prints its address and serves; `transfer-bench CLIENT up|down ADDRESS ROUNDS` prints the best and
//! the median throughput and the peak memory of its process.

mod pieces;
mod server;

use std::{io::Write, time::Instant};

use http_body_util::BodyExt;
use object_store::{ObjectStoreExt, PutPayload, aws::AmazonS3Builder, path::Path};
use pieces::{Pieces, SIZE};
use void_core::{Body, Credentials};
use void_storage_sdk::{Config, VoidStorageClient, transfer::UploadSource, types::PayloadSigning};

const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["server"] => server::serve().await,
        [client, way, address, rounds] => run(client, way, address, rounds.parse().expect("a number")).await,
        _ => panic!("transfer-bench server | CLIENT up|down ADDRESS ROUNDS"),
    }
}

async fn run(client: &str, way: &str, address: &str, rounds: usize) {
    let url = format!("http://{address}");
    let mut seconds = Vec::new();
    let ours = || {
        let config = Config::builder()
            .endpoint_url(&url)
            .region("us-east-1")
            .credentials(Credentials::new(KEY, SECRET));
        VoidStorageClient::new(config.build())
    };
    macro_rules! measure {
        ($act:expr) => {
            // The first one connects.
            for round in 0..=rounds {
                let start = Instant::now();
                $act;
                if round > 0 {
                    seconds.push(start.elapsed().as_secs_f64());
                }
            }
        };
    }
    match (client, way) {
        ("void", "up") => {
            let client = ours();
            measure!(
                client
                    .put_object(
                        "bench",
                        "key",
                        Body::from_stream(Pieces::new().map_err(|never| match never {}))
                    )
                    .await
                    .expect("it is written")
            );
        }
        ("void-signed", "up") => {
            let client = ours();
            measure!(
                client
                    .put_object(
                        "bench",
                        "key",
                        Body::from_stream(Pieces::new().map_err(|never| match never {}))
                    )
                    .payload_signing(PayloadSigning::Signed)
                    .await
                    .expect("it is written")
            );
        }
        ("void-unsigned", "up") => {
            let client = ours().without_checksums();
            measure!(
                client
                    .put_object(
                        "bench",
                        "key",
                        Body::from_stream(Pieces::new().map_err(|never| match never {}))
                    )
                    .payload_signing(PayloadSigning::Unsigned)
                    .await
                    .expect("it is written")
            );
        }
        // A file, at once and in parts of 8 MiB.
        ("void-file" | "void-parts", "up") => {
            let threshold = if client == "void-file" { SIZE } else { 0 };
            let client = ours();
            let path = std::env::temp_dir().join(format!("transfer-bench-{}", std::process::id()));
            let mut file = std::fs::File::create(&path).expect("a file");
            for piece in Pieces::new().all() {
                file.write_all(&piece).expect("it is written");
            }
            measure!(
                client
                    .upload("bench", "key", UploadSource::file(&path))
                    .threshold(threshold)
                    .await
                    .expect("it is written")
            );
            std::fs::remove_file(&path).expect("it is there");
        }
        ("void", "down") => {
            let client = ours();
            measure!({
                let mut body: Body =
                    client.get_object("bench", "key").await.expect("it is there").body.into();
                drain(&mut body).await;
            });
        }
        ("reqwest", way) => {
            let client = reqwest::Client::new();
            let url = format!("{url}/bench/key");
            measure!(if way == "up" {
                let body = reqwest::Body::wrap(Pieces::new());
                client.put(&url).body(body).send().await.expect("it is written");
            } else {
                let response: http::Response<reqwest::Body> =
                    client.get(&url).send().await.expect("it is there").into();
                drain(&mut response.into_body()).await;
            });
        }
        ("aws", way) => {
            use aws_sdk_s3::{
                config::{Credentials, Region},
                primitives::ByteStream,
            };
            let config = aws_sdk_s3::Config::builder()
                .behavior_version_latest()
                .endpoint_url(&url)
                .force_path_style(true)
                .region(Region::new("us-east-1"))
                .credentials_provider(Credentials::new(KEY, SECRET, None, None, "bench"))
                .build();
            let client = aws_sdk_s3::Client::from_conf(config);
            measure!(if way == "up" {
                let body = ByteStream::from_body_1_x(Pieces::new());
                client
                    .put_object()
                    .bucket("bench")
                    .key("key")
                    .body(body)
                    .send()
                    .await
                    .expect("it is written");
            } else {
                let mut body =
                    client.get_object().bucket("bench").key("key").send().await.expect("it is there").body;
                let mut size = 0;
                while let Some(bytes) = body.try_next().await.expect("bytes") {
                    size += bytes.len() as u64;
                }
                assert_eq!(size, SIZE);
            });
        }
        ("object_store", way) => {
            let store = AmazonS3Builder::new()
                .with_endpoint(&url)
                .with_allow_http(true)
                .with_region("us-east-1")
                .with_bucket_name("bench")
                .with_access_key_id(KEY)
                .with_secret_access_key(SECRET)
                .build()
                .expect("a store");
            let path = Path::from("key");
            measure!(if way == "up" {
                let payload = PutPayload::from_iter(Pieces::new().all());
                store.put(&path, payload).await.expect("it is written");
            } else {
                let result = store.get(&path).await.expect("it is there");
                assert_eq!(result.bytes().await.expect("bytes").len() as u64, SIZE);
            });
        }
        _ => panic!("there is no {client} {way}"),
    }
    seconds.sort_by(f64::total_cmp);
    let throughput = |seconds: f64| SIZE as f64 / seconds / (1024.0 * 1024.0);
    println!(
        "{client:14} {way:5} best {:6.0} MiB/s   median {:6.0} MiB/s   peak {:6.1} MiB",
        throughput(seconds[0]),
        throughput(seconds[seconds.len() / 2]),
        peak(),
    );
}

async fn drain<B: http_body::Body<Data = bytes::Bytes> + Unpin>(body: &mut B)
where
    B::Error: std::fmt::Debug,
{
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        size += frame.expect("a frame").into_data().map_or(0, |data| data.len() as u64);
    }
    assert_eq!(size, SIZE);
}

/// The most memory that the process had, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}
