//! What the three batch operations share.

use crate::types::BatchResultErrorEntry;

/// An entry of a batch request.
pub trait BatchEntry: Clone {
    /// The id that tells it from the others of its batch: 1 to 80 letters, digits, `-` and `_`.
    fn id(&self) -> &str;
}

/// Takes the failures that may pass out of `failed`, but those of the ids `except`, and gives them with their
/// entries.
pub(crate) fn take_retryable<E: BatchEntry>(
    entries: &[E],
    failed: &mut Vec<BatchResultErrorEntry>,
    except: &[String],
) -> Option<(Vec<E>, Vec<BatchResultErrorEntry>)> {
    let retryable: Vec<BatchResultErrorEntry> =
        failed.extract_if(.., |entry| entry.is_retryable() && !except.contains(&entry.id)).collect();
    let again: Vec<E> = entries
        .iter()
        .filter(|entry| retryable.iter().any(|failure| failure.id == entry.id()))
        .cloned()
        .collect();
    if again.is_empty() {
        failed.extend(retryable);
        return None;
    }
    Some((again, retryable))
}

/// The part of [`Hooks`](super::Hooks) that is the same for every batch: what failed and may succeed is sent again by
/// itself. `except` is a method that names the entries that must not be.
macro_rules! retry_by_entry {
    ($response:ident $(, except $except:ident)?) => {
        fn take_retryable(&self, response: &mut $response) -> Option<(Self, $response)> {
            let except: Vec<Vec<String>> = vec![$(self.$except(response))?];
            let (entries, failed) =
                crate::operations::batch::take_retryable(&self.entries, &mut response.failed, &except.concat())?;
            let again = Self { queue_url: self.queue_url.clone(), entries };
            Some((again, $response { successful: Vec::new(), failed }))
        }

        fn failed_again(mut failed: $response, error: &crate::error::Error) -> $response {
            failed.failed = failed.failed.into_iter().map(|entry| entry.failed_again(error)).collect();
            failed
        }

        fn merge(response: &mut $response, more: $response) {
            response.successful.extend(more.successful);
            response.failed.extend(more.failed);
        }
    };
}

pub(super) use retry_by_entry;

#[cfg(test)]
mod tests {
    use super::take_retryable;
    use crate::{operations::DeleteMessageBatchRequestEntry, types::BatchResultErrorEntry};

    fn failure(id: &str, sender_fault: bool) -> BatchResultErrorEntry {
        BatchResultErrorEntry {
            id: id.to_owned(),
            sender_fault,
            code: "X".to_owned(),
            message: String::new(),
        }
    }

    #[test]
    fn takes_only_what_may_pass() {
        let entries = ["0", "1", "2"].map(|id| DeleteMessageBatchRequestEntry::new(id, "handle"));
        let mut failed = vec![failure("0", true), failure("2", false)];
        let (again, taken) = take_retryable(&entries, &mut failed, &[]).unwrap();
        assert_eq!(again, [entries[2].clone()]);
        assert_eq!(taken, [failure("2", false)]);
        assert_eq!(failed, [failure("0", true)]);
        assert!(take_retryable(&entries, &mut failed, &[]).is_none());
        assert_eq!(failed, [failure("0", true)]);
    }
}
