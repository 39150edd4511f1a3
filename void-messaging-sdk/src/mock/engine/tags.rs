//! Tags of queues: stored, with no meaning.

use std::collections::BTreeMap;

use super::{Code, Engine, Problem, limits::MAX_TAGS};

impl Engine {
    /// The tags of the queue `name`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`.
    pub fn tags(&self, name: &str) -> Result<&BTreeMap<String, String>, Problem> {
        Ok(&self.queue(self.id(name)?).tags)
    }

    /// Sets tags of the queue `name`.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `MissingParameter` for none, `InvalidParameterValue` for more than 50 in all or one that can't be.
    pub fn tag(&mut self, name: &str, tags: &BTreeMap<String, String>) -> Result<(), Problem> {
        let id = self.id(name)?;
        if tags.is_empty() {
            return Err(Problem::missing("Tags"));
        }
        let mut all = self.queue(id).tags.clone();
        all.extend(tags.clone());
        check(&all)?;
        self.queue_mut(id).tags = all;
        self.note_queue(id);
        Ok(())
    }

    /// Takes tags of the queue `name` away; those that it does not have are passed over.
    ///
    /// # Errors
    ///
    /// `QueueDoesNotExist`, `InvalidParameterValue` for no keys.
    pub fn untag(&mut self, name: &str, keys: &[String]) -> Result<(), Problem> {
        let id = self.id(name)?;
        if keys.is_empty() {
            return Err(Problem::new(
                Code::InvalidParameterValue,
                "Tag keys must be between 1 and 128 characters in length.",
            ));
        }
        self.queue_mut(id).tags.retain(|key, _| !keys.contains(key));
        self.note_queue(id);
        Ok(())
    }
}

/// Checks a queue's tags: at most 50, their keys and values as documented.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), Problem> {
    if tags.len() > MAX_TAGS {
        return Err(Problem::new(
            Code::InvalidParameterValue,
            format!("Too many tags: {}, at most {MAX_TAGS} are allowed.", tags.len()),
        ));
    }
    let fits = |text: &str, from: usize, to: usize| (from..=to).contains(&text.chars().count());
    match tags
        .iter()
        .find(|(key, value)| !fits(key, 1, 128) || !fits(value, 0, 256) || key.starts_with("aws:"))
    {
        None => Ok(()),
        Some((key, _)) => Err(Problem::parameter(
            "Tags",
            key,
            "Tag keys must be between 1 and 128 characters in length and must not start with aws:, tag values at most 256.",
        )),
    }
}
