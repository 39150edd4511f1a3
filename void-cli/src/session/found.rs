//! What was named, looked up; and what was probably meant, where it is not there.

use void_core::Service;
use void_local::manifest::nearest;
use void_messaging_sdk::{ErrorKind, QueueUrl, VoidMessagingClient, types::QueueAttributeName};

use super::{Endpoint, Session};
use crate::{
    commands::Location,
    exit::Exit,
    failure::{self, Failure},
};

impl Session {
    /// The URL of a queue, by its name, its ARN or its URL.
    pub(crate) async fn queue(&self, client: &VoidMessagingClient, queue: &str) -> Result<QueueUrl, Failure> {
        if queue.starts_with("http://") || queue.starts_with("https://") {
            return Ok(QueueUrl::from(queue));
        }
        let name = queue.rsplit(':').next().unwrap_or(queue);
        match client.get_queue_url(name).await {
            Ok(found) => Ok(found.queue_url),
            Err(error) if error.kind() == ErrorKind::QueueDoesNotExist => {
                let urls = client.list_queues().items().collect().await.unwrap_or_default();
                let names = urls.iter().map(QueueUrl::queue_name);
                Err(self.missing("queue", name, &void_messaging_sdk::service(), names, error))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The ARN of a queue, by its name, its ARN or its URL.
    pub(crate) async fn queue_arn(
        &self,
        client: &VoidMessagingClient,
        queue: &str,
    ) -> Result<String, Failure> {
        if queue.starts_with("arn:") {
            return Ok(queue.to_owned());
        }
        let url = self.queue(client, queue).await?;
        let found = client.get_queue_attributes(&url, [QueueAttributeName::QueueArn]).await?;
        let arn = found.attributes.queue_arn().map(str::to_owned);
        arn.ok_or_else(|| {
            Failure::new(Exit::Failed, format!("the endpoint does not tell the ARN of {queue}"))
        })
    }

    /// Says which stream was probably meant, where `error` is that there is no such stream.
    pub(crate) async fn stream_missing(&self, stream: &str, error: void_streams_sdk::Error) -> Failure {
        if error.kind() != void_streams_sdk::ErrorKind::ResourceNotFound {
            return error.into();
        }
        let Ok(client) = self.streams() else { return error.into() };
        let found = client.list_streams().items().collect().await.unwrap_or_default();
        let names: Vec<String> = found.iter().map(|stream| stream.as_str().to_owned()).collect();
        if names.iter().any(|name| name == stream) {
            return error.into();
        }
        self.missing("stream", stream, &void_streams_sdk::service(), names.iter().map(String::as_str), error)
    }

    /// Says which bucket was probably meant, where `error` is that there is no such bucket.
    pub(crate) async fn bucket_missing(&self, bucket: &str, error: void_storage_sdk::Error) -> Failure {
        use void_storage_sdk::ErrorKind;
        // HEAD has no body that could say what is missing.
        if !matches!(error.kind(), ErrorKind::NoSuchBucket | ErrorKind::NotFound) {
            return error.into();
        }
        let Ok(client) = self.storage() else { return error.into() };
        let found = client.list_buckets().items().collect().await.unwrap_or_default();
        let names: Vec<String> = found.iter().map(|bucket| bucket.name.as_str().to_owned()).collect();
        if names.iter().any(|name| name == bucket) {
            return error.into();
        }
        self.missing("bucket", bucket, &void_storage_sdk::service(), names.iter().map(String::as_str), error)
    }

    /// Says what is missing, where `error` is that there is no such object: the object, or its bucket.
    pub(crate) async fn object_missing(&self, object: &Location, error: void_storage_sdk::Error) -> Failure {
        use void_storage_sdk::ErrorKind;
        let may_be_the_object = matches!(error.kind(), ErrorKind::NoSuchKey | ErrorKind::NotFound);
        if may_be_the_object
            && let Ok(client) = self.storage()
            && client.head_bucket(object.bucket.as_str()).await.is_ok()
        {
            return Failure { message: format!("there is no object {object}"), ..error.into() };
        }
        self.bucket_missing(&object.bucket, error).await
    }

    fn missing<'n>(
        &self,
        kind: &str,
        name: &str,
        service: &Service,
        names: impl Iterator<Item = &'n str>,
        error: impl Into<Failure>,
    ) -> Failure {
        let place = match self.endpoint(service) {
            Endpoint::At(setting) => format!("at {}", setting.value),
            Endpoint::Own { .. } => {
                let region = self.region(service).map_or_else(String::new, |region| region.value);
                format!("in {region}")
            }
        };
        let hint = nearest(name, names).map(|near| format!("did you mean {near}?"));
        let hint = hint.unwrap_or_else(|| format!("`void {} lists what is there", listing(kind)));
        Failure {
            exit: Exit::NotFound,
            message: format!("there is no {kind} {name} {place}"),
            ..error.into()
        }
        .with_hint(hint)
    }

    /// Says how to get an answer, where there is none.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        let service = match failure.service {
            Some(failure::Service::Messaging) => void_messaging_sdk::service(),
            Some(failure::Service::Streams) => void_streams_sdk::service(),
            Some(failure::Service::Storage) => void_storage_sdk::service(),
            None => return failure,
        };
        let hint = match (failure.exit, self.endpoint(&service)) {
            (Exit::Unreachable, endpoint @ Endpoint::At(_)) if endpoint.is_loopback() => {
                let Endpoint::At(setting) = endpoint else { return failure };
                format!(
                    "nothing answers at {} ({}): `void up` starts the local cloud; `--endpoint URL` names another",
                    setting.value, setting.origin
                )
            }
            (Exit::Unreachable, Endpoint::At(setting)) => {
                format!("nothing answers at {}, which {} says", setting.value, setting.origin)
            }
            (Exit::Usage, _) if self.region(&service).is_none() => {
                "`--region NAME` or `--profile NAME` says which".to_owned()
            }
            (Exit::Usage, _) if self.credentials(&service).is_none() => {
                "`--profile NAME` takes those of a profile".to_owned()
            }
            (Exit::Refused, _) => {
                let from = self.credentials(&service).unwrap_or("nowhere");
                format!("the credentials are from: {from}; `void config` shows all settings")
            }
            _ => return failure,
        };
        if failure.hint.is_some() { failure } else { failure.with_hint(hint) }
    }
}

fn listing(kind: &str) -> &'static str {
    match kind {
        "queue" => "queue list`",
        "stream" => "stream list`",
        _ => "storage ls`",
    }
}
