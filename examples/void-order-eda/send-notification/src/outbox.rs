//! [`Outbox`]: a mailer that keeps what it sent, for the local cloud and for tests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::mail::{Mail, MailNotTaken, Mailer};

/// Keeps each mail once, in the order they were sent in. Cheap to clone; clones hold the same mails.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Outbox {
    /// The mails that were sent so far.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailer for Outbox {
    async fn send(&self, mail: Mail) -> Result<(), MailNotTaken> {
        let mut mails = self.lock();
        if mails.iter().all(|sent| sent.key != mail.key) {
            mails.push(mail);
        }
        Ok(())
    }
}
