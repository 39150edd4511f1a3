//! What buckets are told to tell functions, when those are deployed.

use std::collections::{BTreeMap, BTreeSet};

use void_storage_sdk::types::{NotificationConfiguration, NotificationRule};

use super::{StorageTrigger, function_arn};
use crate::{
    cloud::{LocalCloud, plan::storage_events, source::Source, storage::configuration_id},
    error::{Error, ErrorKind},
    manifest::FunctionManifest,
};

impl LocalCloud {
    /// Has buckets tell a function what its manifest asks for, and nothing else. Buckets that don't exist are made: their names
    /// are given. Where one refuses, all have what they had.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bucket`].
    pub(in crate::cloud) async fn set_rules(
        &self,
        manifest: &FunctionManifest,
    ) -> Result<Vec<String>, Error> {
        let mut rules: BTreeMap<String, Vec<NotificationRule>> = BTreeMap::new();
        for bucket in self.buckets_of(&manifest.name) {
            rules.entry(bucket).or_default();
        }
        for (position, event) in storage_events(manifest).enumerate() {
            let id = configuration_id(&manifest.name, position);
            let events = event.events.iter().map(String::as_str);
            let mut rule = NotificationRule::to_function(function_arn(&manifest.name), events).id(id);
            if !event.prefix.is_empty() {
                rule = rule.prefix(&event.prefix);
            }
            if !event.suffix.is_empty() {
                rule = rule.suffix(&event.suffix);
            }
            rules.entry(event.bucket.clone()).or_default().push(rule);
        }
        let (mut before, mut created) = (Vec::new(), Vec::new());
        for (bucket, rules) in rules {
            if self.inner.storage.find_bucket(&bucket).is_none() {
                if rules.is_empty() {
                    continue;
                }
                self.inner.storage.create_bucket(&bucket);
                created.push(bucket.clone());
            }
            match self.set_rules_of(&manifest.name, &bucket, rules).await {
                Ok(old) => before.push((bucket, old)),
                Err(error) => {
                    for (bucket, old) in before {
                        self.write_rules(&bucket, old).await?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(created)
    }

    /// Puts a function's rules in the place of those that it has in a bucket; gives what the bucket had.
    async fn set_rules_of(
        &self,
        function: &str,
        bucket: &str,
        rules: Vec<NotificationRule>,
    ) -> Result<NotificationConfiguration, Error> {
        let client = self.inner.storage.client();
        let answer = client.get_bucket_notification_configuration(bucket).await;
        let old = answer.map_err(|error| refused(bucket, &error))?.configuration;
        let mut new = old.clone();
        new.rules.retain(|rule| rule.destination.arn() != function_arn(function));
        new.rules.extend(rules);
        self.write_rules(bucket, new).await?;
        Ok(old)
    }

    async fn write_rules(&self, bucket: &str, rules: NotificationConfiguration) -> Result<(), Error> {
        let client = self.inner.storage.client();
        // Queues that are told already need not be told that they will be.
        let call = client.put_bucket_notification_configuration(bucket, rules).skip_destination_validation();
        call.await.map(drop).map_err(|error| refused(bucket, &error))
    }

    /// The buckets that tell a function now.
    fn buckets_of(&self, function: &str) -> BTreeSet<String> {
        let state = self.state();
        let triggers = state.sources.iter().filter_map(|source| match source {
            Source::Storage(trigger) if trigger.function.name() == function => Some(trigger),
            _ => None,
        });
        triggers.map(|trigger| StorageTrigger::bucket(trigger).to_owned()).collect()
    }
}

fn refused(bucket: &str, error: &void_storage_sdk::Error) -> Error {
    ErrorKind::Bucket { bucket: bucket.to_owned(), message: error.to_string() }.into()
}
