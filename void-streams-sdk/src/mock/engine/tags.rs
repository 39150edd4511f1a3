//! Tags of streams and consumers: stored, with no meaning.

use std::collections::BTreeMap;

use void_core::Timestamp;

use super::{Engine, Problem, limits::MAX_TAGS};

/// Tags by their keys.
type Tags = BTreeMap<String, String>;

impl Engine {
    /// The tags of the stream `name`.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`.
    pub fn tags(&self, name: &str) -> Result<&Tags, Problem> {
        Ok(&self.stream(name)?.tags)
    }

    /// Sets tags of the stream `name`.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when it is being made or deleted; `InvalidArgument` for more than 50 in all, or ones
    /// that can't be.
    pub fn tag(&mut self, name: &str, tags: Tags) -> Result<(), Problem> {
        let account_id = self.settings.account_id.clone();
        let what = format!("stream {name} under account {account_id}");
        add(&what, &mut self.usable_stream_mut(name)?.tags, tags)
    }

    /// Takes tags of the stream `name` away; those that it does not have are passed over.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `ResourceInUse` when it is being made or deleted; `InvalidArgument` for keys that can't be.
    pub fn untag(&mut self, name: &str, keys: &[String]) -> Result<(), Problem> {
        let what = format!("stream {name} under account {}", self.settings.account_id);
        remove(&what, &mut self.usable_stream_mut(name)?.tags, keys)
    }

    /// The tags of the stream or consumer with an ARN.
    ///
    /// # Errors
    ///
    /// `ResourceNotFound`, `InvalidArgument` for the ARN of something else.
    pub fn resource_tags(&self, now: Timestamp, arn: &str) -> Result<&Tags, Problem> {
        match is_consumer(arn) {
            true => self.consumer_tags(now, arn),
            false => self.tags(self.name_in_arn(arn)?),
        }
    }

    /// Sets tags of the stream or consumer with an ARN.
    ///
    /// # Errors
    ///
    /// Those of [`tag`](Self::tag), `InvalidArgument` for the ARN of something else.
    pub fn tag_resource(&mut self, now: Timestamp, arn: &str, tags: Tags) -> Result<(), Problem> {
        match is_consumer(arn) {
            true => add(arn, self.consumer_tags_mut(now, arn)?, tags),
            false => self.tag(self.name_in_arn(arn)?, tags),
        }
    }

    /// Takes tags of the stream or consumer with an ARN away.
    ///
    /// # Errors
    ///
    /// Those of [`untag`](Self::untag), `InvalidArgument` for the ARN of something else.
    pub fn untag_resource(&mut self, now: Timestamp, arn: &str, keys: &[String]) -> Result<(), Problem> {
        match is_consumer(arn) {
            true => remove(arn, self.consumer_tags_mut(now, arn)?, keys),
            false => self.untag(self.name_in_arn(arn)?, keys),
        }
    }
}

/// Checks the tags of what is to be made.
pub(super) fn check_new(what: &str, tags: &Tags) -> Result<(), Problem> {
    add(what, &mut Tags::new(), tags.clone())
}

/// Whether it is the ARN of a consumer, not of a stream.
pub(super) fn is_consumer(arn: &str) -> bool {
    arn.contains("/consumer/")
}

fn add(what: &str, tags: &mut Tags, new: Tags) -> Result<(), Problem> {
    let failed = |why: &str| Err(Problem::argument(format!("Failed to add tags to {what} because {why}.")));
    let added = new.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + added > MAX_TAGS {
        return failed(&format!("it can't have more than {MAX_TAGS} tags associated with it"));
    }
    if !new.iter().all(|(key, value)| is_text(key) && is_text(value)) {
        return failed(&format!("some tags contained illegal characters. {ALLOWED}"));
    }
    if new.keys().any(|key| key.starts_with("aws:")) {
        return failed("keys that begin with aws: are the service's own");
    }
    tags.extend(new);
    Ok(())
}

fn remove(what: &str, tags: &mut Tags, keys: &[String]) -> Result<(), Problem> {
    if !keys.iter().all(|key| is_text(key)) {
        return Err(Problem::argument(format!(
            "Failed to remove tags from {what} because some tags contained illegal characters. {ALLOWED}."
        )));
    }
    for key in keys {
        tags.remove(key);
    }
    Ok(())
}

const ALLOWED: &str =
    "The allowed characters are Unicode letters, white-spaces, '_','.',':','/','=','+','-','@'";

/// Whether a tag's key or value has only characters that it can have.
fn is_text(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter))
}
