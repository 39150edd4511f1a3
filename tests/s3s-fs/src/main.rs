//! Serves a directory as a store: `void-s3s-fs DIRECTORY ACCESS_KEY_ID SECRET_ACCESS_KEY` prints its URL, and ends with its
//! standard input.

use std::{
    error::Error,
    io::{self, Read},
};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

const USAGE: &str = "usage: void-s3s-fs DIRECTORY ACCESS_KEY_ID SECRET_ACCESS_KEY";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, access_key_id, secret_access_key] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let files = FileSystem::new(directory).map_err(|error| format!("{directory}: {error:?}"))?;
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(access_key_id.as_str(), secret_access_key.as_str()));
    let service = service.build();

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let until_the_end = tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new()));
    tokio::pin!(until_the_end);
    loop {
        let socket = tokio::select! {
            accepted = listener.accept() => accepted?.0,
            ended = &mut until_the_end => return ended?.map(drop).map_err(Into::into),
        };
        let service = service.clone();
        tokio::spawn(async move {
            let http = Builder::new(TokioExecutor::new());
            // A connection that breaks is its client's to notice.
            drop(http.serve_connection(TokioIo::new(socket), service).await);
        });
    }
}
