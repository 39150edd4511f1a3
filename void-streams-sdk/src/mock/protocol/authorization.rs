//! What a caller who is limited may do: the action and the streams of a request.

use serde::Deserialize;
use void_core::protocol::server::ServerError;

use super::Exchange;
use crate::mock::shell::State;

/// What says in a request which stream it is about.
#[derive(Debug, Deserialize)]
struct Named {
    #[serde(rename = "StreamName")]
    stream_name: Option<String>,
    #[serde(rename = "StreamARN")]
    stream_arn: Option<String>,
    #[serde(rename = "ConsumerARN")]
    consumer_arn: Option<String>,
    #[serde(rename = "ResourceARN")]
    resource_arn: Option<String>,
    #[serde(rename = "ShardIterator")]
    shard_iterator: Option<String>,
    #[serde(rename = "NextToken")]
    next_token: Option<String>,
}

impl Exchange<'_> {
    /// Checks that the caller may carry `operation` out on every stream that the request names.
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html>
    pub(super) fn authorize(&self, operation: &str) -> Result<(), ServerError> {
        let Some(limited) = &self.limited else { return Ok(()) };
        let named: Named = self.read()?;
        let arns = self.backend.peek(|state| named.arns(state));
        let action = format!("kinesis:{operation}");
        for arn in &arns {
            limited.check(&action, arn)?;
        }
        if arns.is_empty() && !named.has_bad_token(operation) {
            limited.check(&action, "*")?;
        }
        Ok(())
    }
}

impl Named {
    fn arns(&self, state: &State) -> Vec<String> {
        let engine = &state.engine;
        let of_iterator = self.shard_iterator.as_deref().and_then(|token| engine.stream_of_iterator(token));
        let of_page = self.next_token.as_deref().and_then(|token| engine.stream_of_page(token));
        let names = [self.stream_name.clone(), of_iterator, of_page].into_iter().flatten();
        let arns = [&self.stream_arn, &self.consumer_arn, &self.resource_arn].into_iter().flatten();
        names.map(|name| engine.arn(&name)).chain(arns.map(|arn| stream_arn(arn).to_owned())).collect()
    }

    /// Whether a request that names no stream has a token instead, which is of none: it is refused for that.
    fn has_bad_token(&self, operation: &str) -> bool {
        match operation {
            "GetRecords" => self.shard_iterator.is_some(),
            "ListShards" => self.next_token.is_some(),
            _ => false,
        }
    }
}

/// The stream's ARN, where `arn` is that of a consumer.
fn stream_arn(arn: &str) -> &str {
    arn.split_once("/consumer/").map_or(arn, |(stream, _)| stream)
}

#[cfg(test)]
mod tests {
    use super::stream_arn;

    #[test]
    fn a_consumer_is_its_streams() {
        let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/ledger";
        assert_eq!(stream_arn(&format!("{stream}/consumer/audit:1767225600")), stream);
        assert_eq!(stream_arn(stream), stream);
    }
}
