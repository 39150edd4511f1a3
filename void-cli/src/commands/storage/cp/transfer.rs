//! [`run`]: carries a plan out.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use indicatif::ProgressBar;
use void_core::bounded;
use void_storage_sdk::{
    VoidStorageClient,
    transfer::{Progress, UploadSource},
};

use super::plan::Step;
use crate::{
    commands::{Context, storage::location::Location},
    failure::Failure,
    output::bytes_bar,
};

/// How many files are under way at the same time; each of them in four parts of 8 MiB at the most.
const CONCURRENCY: usize = 4;

/// Carries out all steps. The first that fails keeps the rest from being started, and is the failure of all.
pub(super) async fn run(
    context: &Context<'_>,
    client: &VoidStorageClient,
    steps: &[Step],
    content_type: Option<&str>,
) -> Result<(), Failure> {
    let bar = bytes_bar(context.console, "copying", steps.iter().filter_map(Step::size).sum());
    let failure: Mutex<Option<Failure>> = Mutex::new(None);
    let failed = || failure.lock().expect("nothing panics while it holds it");
    let transfer = async |step| {
        if failed().is_some() {
            return;
        }
        if let Err(error) = one(context, client, step, content_type, &bar).await {
            failed().get_or_insert(error);
        }
    };
    bounded::run(CONCURRENCY, steps.iter().map(transfer)).await;
    bar.finish_and_clear();
    failure.into_inner().expect("nothing panics while it holds it").map_or(Ok(()), Err)
}

async fn one(
    context: &Context<'_>,
    client: &VoidStorageClient,
    step: &Step,
    content_type: Option<&str>,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    match step {
        Step::Upload { file, to, .. } => {
            upload(context, client, UploadSource::file(file), to, content_type, bar).await
        }
        Step::UploadInput { to } => {
            upload(context, client, UploadSource::reader(tokio::io::stdin()), to, content_type, bar).await
        }
        Step::Download { from, file, .. } => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
            }
            let call = client.download(from.bucket.as_str(), from.key.as_str()).on_progress(onto(bar));
            match call.to_file(file).await {
                Ok(_) => Ok(()),
                Err(error) => Err(context.session.object_missing(from, error).await),
            }
        }
        Step::Copy { from, to, size } => {
            let source = (from.bucket.as_str(), from.key.as_str());
            match client.copy_object(source, to.bucket.as_str(), to.key.as_str()).await {
                Ok(_) => {
                    bar.inc(size.unwrap_or_default());
                    Ok(())
                }
                Err(error) => Err(context.session.bucket_missing(&to.bucket, error).await),
            }
        }
    }
}

async fn upload(
    context: &Context<'_>,
    client: &VoidStorageClient,
    source: UploadSource,
    to: &Location,
    content_type: Option<&str>,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    let mut call = client.upload(to.bucket.as_str(), to.key.as_str(), source).on_progress(onto(bar));
    if let Some(content_type) = content_type {
        call = call.content_type(content_type);
    }
    match call.await {
        Ok(_) => Ok(()),
        Err(error) => Err(context.session.bucket_missing(&to.bucket, error).await),
    }
}

/// Moves the bar on by what this transfer has done since it told last.
fn onto(bar: &ProgressBar) -> impl Fn(Progress) + Send + Sync + 'static + use<> {
    let (bar, told) = (bar.clone(), AtomicU64::new(0));
    move |progress| bar.inc(progress.bytes.saturating_sub(told.swap(progress.bytes, Relaxed)))
}
