//! [`Permissions`]: what one function may do.

use std::collections::{BTreeMap, BTreeSet};

use void_core::Denied;

use super::{grant::Grant, resource::Resource};
use crate::manifest::{EventSource, FunctionManifest, Resolved, ResourceKind};

/// What a function may do: everything else it may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Permissions {
    pub(super) function: String,
    /// Its `void.yaml`.
    file: String,
    grants: BTreeMap<Resource, BTreeSet<Grant>>,
}

impl Permissions {
    /// What follows from a `void.yaml` and the resources that its placeholders came to.
    pub(crate) fn of(manifest: &FunctionManifest, resolved: &Resolved) -> Self {
        let mut permissions =
            Self { function: manifest.name.clone(), file: manifest.file.clone(), grants: BTreeMap::new() };
        let named = [
            (ResourceKind::Queue, &resolved.queues),
            (ResourceKind::Stream, &resolved.streams),
            (ResourceKind::Bucket, &resolved.buckets),
        ];
        for (kind, names) in named {
            for name in names {
                permissions.add(Grant::Write, kind, name);
            }
        }
        for event in &manifest.events {
            let (source, dead_letters) = match event {
                EventSource::Http(_) => (None, None),
                EventSource::Queue(queue) => {
                    let dead_letters = queue.dead_letter.as_ref().map(|target| target.queue.as_str());
                    (Some((ResourceKind::Queue, queue.name.as_str())), dead_letters)
                }
                EventSource::Stream(stream) => {
                    let dead_letters = stream.dead_letter.as_ref().map(|target| target.queue.as_str());
                    (Some((ResourceKind::Stream, stream.name.as_str())), dead_letters)
                }
                EventSource::Storage(storage) => {
                    let dead_letters = storage.dead_letter_queue.as_ref().map(|queue| queue.as_str());
                    (Some((ResourceKind::Bucket, storage.bucket.as_str())), dead_letters)
                }
            };
            if let Some((kind, name)) = source {
                permissions.add(Grant::Consume, kind, name);
            }
            if let Some(queue) = dead_letters {
                permissions.add(Grant::Write, ResourceKind::Queue, queue);
            }
        }
        permissions
    }

    fn add(&mut self, grant: Grant, kind: ResourceKind, name: &str) {
        self.grants.entry(Resource::new(kind, name)).or_default().insert(grant);
    }

    /// Decides whether the function may carry out `action` on the resource that `arn` is of.
    ///
    /// # Errors
    ///
    /// [`Denied`], in the services' words, and what to put into the `void.yaml` where that helps.
    pub(crate) fn check(&self, action: &str, arn: &str) -> Result<(), Denied> {
        let resource = Resource::of_arn(arn);
        let granted = resource.as_ref().and_then(|resource| {
            let grants = self.grants.get(resource)?;
            Some(grants.iter().any(|grant| grant.allows(resource.kind, action)))
        });
        if granted == Some(true) {
            return Ok(());
        }
        let Self { function, .. } = self;
        let shown = if arn.starts_with("arn:aws:s3:") { format!("\"{arn}\"") } else { arn.to_owned() };
        Err(Denied::new(format!(
            "User: arn:aws:sts::000000000000:assumed-role/{function}/{function} is not authorized to perform: {action} on \
             resource: {shown} because no identity-based policy allows the {action} action. {}",
            self.advice(action, resource)
        )))
    }

    fn advice(&self, action: &str, resource: Option<Resource>) -> String {
        let Self { function, file, .. } = self;
        let needed = resource.and_then(|resource| Some((Grant::needed(resource.kind, action)?, resource)));
        match needed {
            Some((Grant::Write, resource)) => format!(
                "What {function} may do follows from its {file}: give a variable of its `environment` the value ${{{}}}.",
                resource.kind.placeholder_of(&resource.name)
            ),
            Some((Grant::Consume, Resource { kind, name })) => {
                let key = if kind == ResourceKind::Bucket { "bucket" } else { "name" };
                let source =
                    if kind == ResourceKind::Bucket { "storage".to_owned() } else { kind.to_string() };
                format!(
                    "What {function} may do follows from its {file}: add `- {source}: {{{key}: {name}}}` to its `events`."
                )
            }
            None => format!("No void.yaml lets a function do that: use other credentials than {function}'s."),
        }
    }

    /// What it may do, for a person: `queue order-events-queue: receive, delete`.
    pub(crate) fn describe(&self) -> Vec<String> {
        let describe = |(resource, grants): (&Resource, &BTreeSet<Grant>)| {
            let mut verbs: Vec<&str> = Vec::new();
            for verb in grants.iter().flat_map(|grant| grant.verbs(resource.kind)) {
                if !verbs.contains(verb) {
                    verbs.push(verb);
                }
            }
            format!("{resource}: {}", verbs.join(", "))
        };
        self.grants.iter().map(describe).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Permissions;
    use crate::manifest::{FunctionManifest, Resources};

    const FILE: &str = "
name: pay
runtime: provided
handler: pay
environment:
  SEND_TO: ${VOID_QUEUE_PAID_URL}
  LEDGER: ${VOID_STREAM_LEDGER_NAME}
  TWO: ${VOID_BUCKET_INVOICES_NAME}/${VOID_QUEUE_AUDIT_URL}
  PLAIN: http://q/secrets
events:
  - queue: {name: orders, maxRetries: 1, deadLetterQueue: orders-dlq}
  - stream: {name: clicks, shards: 1, maxRetries: 1, deadLetterQueue: clicks-dlq}
  - storage: {bucket: photos, deadLetterQueue: photos-dlq}
  - queue: {name: paid}
";

    fn permissions() -> Permissions {
        let manifest = FunctionManifest::parse("pay/void.yaml", FILE).unwrap();
        let mut resources = Resources::default();
        resources.add_queue("secrets");
        let resolved = resources.resolve(&manifest, |queue| format!("http://q/{queue}")).unwrap();
        Permissions::of(&manifest, &resolved)
    }

    fn sqs(queue: &str) -> String {
        format!("arn:aws:sqs:us-east-1:000000000000:{queue}")
    }

    fn kinesis(stream: &str) -> String {
        format!("arn:aws:kinesis:us-east-1:000000000000:stream/{stream}")
    }

    #[test]
    fn a_placeholder_lets_it_write_and_an_event_source_read_and_delete() {
        let permissions = permissions();
        for (arn, allowed, refused) in [
            // A placeholder in a value of its own, and one within a value.
            (
                sqs("audit"),
                &["SendMessage", "GetQueueUrl", "GetQueueAttributes"][..],
                &["ReceiveMessage", "DeleteMessage", "PurgeQueue"][..],
            ),
            // An event source.
            (
                sqs("orders"),
                &["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"],
                &["SendMessage", "DeleteQueue", "SetQueueAttributes"],
            ),
            // Both.
            (
                sqs("paid"),
                &["SendMessage", "ReceiveMessage", "DeleteMessage"],
                &["CreateQueue", "PurgeQueue"],
            ),
            // Dead-letter queues of its own.
            (sqs("orders-dlq"), &["SendMessage"], &["ReceiveMessage", "StartMessageMoveTask"]),
            (sqs("clicks-dlq"), &["SendMessage"], &["ReceiveMessage"]),
            (sqs("photos-dlq"), &["SendMessage"], &["ReceiveMessage"]),
            // What is there, and is named without a placeholder.
            (sqs("secrets"), &[], &["SendMessage", "GetQueueUrl", "ReceiveMessage"]),
            (
                kinesis("ledger"),
                &["PutRecord", "PutRecords", "GetShardIterator", "GetRecords"],
                &["DeleteStream", "SplitShard", "RegisterStreamConsumer"],
            ),
            (
                kinesis("clicks"),
                &["GetShardIterator", "GetRecords", "ListShards"],
                &["PutRecord", "PutRecords"],
            ),
            // A stream's name is not a queue's.
            (kinesis("orders"), &[], &["GetRecords"]),
            (
                "arn:aws:s3:::invoices/2026/1".to_owned(),
                &["PutObject", "GetObject", "DeleteObject", "AbortMultipartUpload"],
                &["DeleteObjectVersion", "PutObjectAcl"],
            ),
            ("arn:aws:s3:::invoices".to_owned(), &["ListBucket"], &["DeleteBucket", "PutBucketPolicy"]),
            (
                "arn:aws:s3:::photos/cat".to_owned(),
                &["GetObject", "GetObjectVersion", "DeleteObject"],
                &["PutObject", "PutObjectTagging"],
            ),
            ("arn:aws:s3:::photos".to_owned(), &["ListBucket"], &["PutBucketNotification"]),
            ("arn:aws:s3:::photos2/cat".to_owned(), &[], &["GetObject"]),
            ("*".to_owned(), &[], &["ListQueues", "ListStreams", "ListAllMyBuckets"]),
        ] {
            let service = arn.split(':').nth(2).unwrap_or("sqs");
            for action in allowed {
                assert_eq!(permissions.check(&format!("{service}:{action}"), &arn), Ok(()), "{action} {arn}");
            }
            for action in refused {
                assert!(permissions.check(&format!("{service}:{action}"), &arn).is_err(), "{action} {arn}");
            }
        }
    }

    #[test]
    fn a_refusal_is_in_the_services_words_and_says_what_to_do() {
        let permissions = permissions();
        let told = |action: &str, arn: &str| permissions.check(action, arn).unwrap_err().to_string();
        assert_eq!(
            told("sqs:SendMessage", &sqs("order-events.fifo")),
            "User: arn:aws:sts::000000000000:assumed-role/pay/pay is not authorized to perform: sqs:SendMessage on resource: \
             arn:aws:sqs:us-east-1:000000000000:order-events.fifo because no identity-based policy allows the \
             sqs:SendMessage action. What pay may do follows from its pay/void.yaml: give a variable of its `environment` the \
             value ${VOID_QUEUE_ORDER_EVENTS_FIFO_URL}."
        );
        for (action, arn, advice) in [
            ("sqs:ReceiveMessage", &*sqs("audit"), "add `- queue: {name: audit}` to its `events`."),
            ("kinesis:GetRecords", &kinesis("other"), "the value ${VOID_STREAM_OTHER_NAME}."),
            ("s3:PutObject", "arn:aws:s3:::photos/cat", "the value ${VOID_BUCKET_PHOTOS_NAME}."),
            ("sqs:PurgeQueue", &sqs("paid"), "use other credentials than pay's."),
            ("sqs:ListQueues", "*", "use other credentials than pay's."),
        ] {
            let told = told(action, arn);
            assert!(told.ends_with(advice), "{told}");
        }
    }

    #[test]
    fn what_it_may_do_is_told_by_resource() {
        assert_eq!(
            permissions().describe(),
            [
                "queue audit: send",
                "queue clicks-dlq: send",
                "queue orders: receive, delete",
                "queue orders-dlq: send",
                "queue paid: send, receive, delete",
                "queue photos-dlq: send",
                "stream clicks: read",
                "stream ledger: put, read",
                "bucket invoices: put, read, delete",
                "bucket photos: read, delete",
            ]
        );
    }
}
