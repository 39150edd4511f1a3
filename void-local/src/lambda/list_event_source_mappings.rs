//! [ListEventSourceMappings](https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    name::{ACCOUNT, FunctionName, function_arn},
    page::Page,
    refusal::Refused,
};
use crate::{
    cloud::REGION,
    control::FunctionDescription,
    manifest::{EventSource, FunctionManifest},
    served::Functions,
};

/// The most mappings in one answer.
pub(super) const MOST: usize = 100;

/// Lists what queues and streams bring batches to functions: to `name` and from the ARN `source`, where they are given.
pub(super) fn list_event_source_mappings(
    functions: &Functions,
    name: Option<&FunctionName>,
    source: Option<&str>,
    page: Page,
) -> Result<Value, Refused> {
    let described = functions.describe_all();
    if let Some(name) = name
        && !described.iter().any(|function| function.name == name.name && name.is_latest())
    {
        return Err(Refused::not_found(name));
    }
    let mut mappings = Vec::new();
    for function in described.iter().filter(|function| name.is_none_or(|name| function.name == name.name)) {
        let Ok((manifest, _)) = functions.cloud().process_function(&function.name) else { continue };
        mappings.extend(of_function(&manifest, function));
    }
    mappings.retain(|mapping| source.is_none_or(|source| mapping["EventSourceArn"] == source));
    let (page, next) = page.of(mappings);
    Ok(match next {
        Some(marker) => json!({ "EventSourceMappings": page, "NextMarker": marker }),
        None => json!({ "EventSourceMappings": page }),
    })
}

fn of_function(manifest: &FunctionManifest, function: &FunctionDescription) -> Vec<Value> {
    let mapping = |event: &EventSource| {
        let (arn, mut mapping) = match event {
            EventSource::Queue(queue) => (
                format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{}", queue.name),
                json!({
                    "BatchSize": queue.batch_size,
                    "MaximumBatchingWindowInSeconds": queue.batching_window.as_secs(),
                    "ScalingConfig": { "MaximumConcurrency": queue.max_concurrency },
                }),
            ),
            EventSource::Stream(stream) => (
                format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{}", stream.name),
                json!({
                    "BatchSize": stream.batch_size,
                    "MaximumBatchingWindowInSeconds": stream.batching_window.as_secs(),
                    "ParallelizationFactor": stream.parallelization_factor,
                    "BisectBatchOnFunctionError": stream.bisect_on_error,
                }),
            ),
            EventSource::Http(_) | EventSource::Storage(_) => return None,
        };
        mapping["UUID"] = json!(id_of(&manifest.name, &arn));
        mapping["EventSourceArn"] = json!(arn);
        mapping["FunctionArn"] = json!(function_arn(&manifest.name));
        mapping["LastModified"] = json!(function.deployed_at / 1_000);
        mapping["State"] = json!("Enabled");
        mapping["StateTransitionReason"] = json!("USER_INITIATED");
        mapping["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
        Some(mapping)
    };
    manifest.events.iter().filter_map(mapping).collect()
}

/// The same for the same function and source, in every run.
fn id_of(function: &str, source: &str) -> String {
    let digest = Sha256::digest(format!("{function}\n{source}"));
    let hex = void_core::hex::encode(&digest[..16]);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
