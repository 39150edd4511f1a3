//! What is said of a function.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use void_core::Timestamp;

use super::name::{LATEST, function_arn};
use crate::{control::FunctionDescription, served::Functions};

/// A function's [FunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html).
///
/// The runtime is `provided.al2023`, as that of a Rust function on Lambda is. Zip size and hash are the executable's.
pub(super) fn configuration(functions: &Functions, function: &FunctionDescription) -> Value {
    let code = functions.code(&function.name);
    let size = code.as_ref().and_then(|(path, _)| std::fs::metadata(path).ok()).map_or(0, |data| data.len());
    let digest = code.map(|(_, digest)| digest).unwrap_or_default();
    let bytes: Vec<u8> = (0..digest.len() / 2)
        .filter_map(|place| u8::from_str_radix(digest.get(place * 2..place * 2 + 2)?, 16).ok())
        .collect();
    let variables: Map<String, Value> =
        function.environment.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "FunctionName": function.name,
        "FunctionArn": function_arn(&function.name),
        "Runtime": "provided.al2023",
        "Role": format!("arn:aws:iam::000000000000:role/{}", function.name),
        "Handler": function.handler,
        "CodeSize": size,
        "CodeSha256": BASE64_STANDARD.encode(bytes),
        "Description": "",
        "Timeout": function.timeout_seconds.ceil().max(1.0) as u64,
        "MemorySize": function.memory_mb,
        "LastModified": last_modified(function.deployed_at),
        "Version": LATEST,
        "Environment": { "Variables": variables },
        "TracingConfig": { "Mode": "PassThrough" },
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": [if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }],
    })
}

/// As Lambda writes it: `2026-01-01T00:00:00.000+0000`.
fn last_modified(milliseconds: u64) -> String {
    let time = Timestamp::from_millis(milliseconds).to_rfc3339();
    let time = time.trim_end_matches('Z');
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    format!("{seconds}.{fraction:0<3}+0000")
}

#[cfg(test)]
mod tests {
    use super::last_modified;

    #[test]
    fn a_time_has_three_decimals_and_an_offset() {
        assert_eq!(last_modified(1_000), "1970-01-01T00:00:01.000+0000");
        assert_eq!(last_modified(1_120), "1970-01-01T00:00:01.120+0000");
    }
}
