//! [GetFunction](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html).

use serde_json::{Value, json};

use super::{get_function_configuration::get_function_configuration, name::FunctionName, refusal::Refused};
use crate::served::Functions;

/// Says how a function is configured, and where its executable is.
pub(super) fn get_function(functions: &Functions, name: &FunctionName) -> Result<Value, Refused> {
    let configuration = get_function_configuration(functions, name)?;
    let path = functions.code(&name.name).map(|(path, _)| format!("file://{}", path.display()));
    Ok(json!({
        "Configuration": configuration,
        "Code": { "RepositoryType": "S3", "Location": path.unwrap_or_default() },
        "Tags": {},
    }))
}
