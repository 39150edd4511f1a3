//! What a caller who is limited may do: the action and the queue of a request.

use serde::Deserialize;
use void_core::protocol::server::ServerError;

use super::Exchange;
use crate::types::QueueUrl;

/// What says in a request which queue it is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    queue_url: Option<QueueUrl>,
    queue_name: Option<String>,
    source_arn: Option<String>,
}

impl Exchange<'_> {
    /// Checks that the caller may carry `operation` out. A batch is allowed where the single one is: the service has no action
    /// of its own for it.
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html>
    pub(super) fn authorize(&self, operation: &str) -> Result<(), ServerError> {
        let Some(limited) = &self.limited else { return Ok(()) };
        let Named { queue_url, queue_name, source_arn } = self.read()?;
        let name = queue_url.as_ref().map(QueueUrl::queue_name).or(queue_name.as_deref());
        let arn = name.map(|name| self.backend.peek(|state| state.engine.arn(name))).or(source_arn);
        let action = format!("sqs:{}", operation.strip_suffix("Batch").unwrap_or(operation));
        Ok(limited.check(&action, arn.as_deref().unwrap_or("*"))?)
    }
}
