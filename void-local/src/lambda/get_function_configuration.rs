//! [GetFunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html).

use serde_json::Value;

use super::{configuration::configuration, name::FunctionName, refusal::Refused};
use crate::served::Functions;

/// Says how a function is configured.
pub(super) fn get_function_configuration(
    functions: &Functions,
    name: &FunctionName,
) -> Result<Value, Refused> {
    let function = functions.describe(&name.name).ok().filter(|_| name.is_latest());
    let function = function.ok_or_else(|| Refused::not_found(name))?;
    Ok(configuration(functions, &function))
}
