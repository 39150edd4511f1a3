//! [DeleteFunction](https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html).

use super::{name::FunctionName, refusal::Refused};
use crate::{error::ErrorKind, served::Functions};

/// Removes a function. What waits for it stays in its queues.
pub(super) async fn delete_function(functions: &Functions, name: &FunctionName) -> Result<(), Refused> {
    if name.qualifier.is_some() && name.is_latest() {
        return Err(Refused::invalid("$LATEST version cannot be deleted without deleting the function."));
    }
    if !name.is_latest() {
        return Err(Refused::not_found(name));
    }
    functions.remove(&name.name).await.map_err(|error| match error.kind() {
        ErrorKind::NoSuchFunction { .. } => Refused::not_found(name),
        _ => Refused::internal(error.to_string()),
    })
}
