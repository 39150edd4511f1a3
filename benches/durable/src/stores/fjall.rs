//! fjall: a write batch, then `PersistMode::SyncData`.

use std::path::Path;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use crate::store::{Change, Failure, Store};

pub struct Fjall {
    database: Database,
    messages: Keyspace,
}

impl Fjall {
    pub fn open(directory: &Path) -> Result<Self, Failure> {
        let database = Database::builder(directory.join("fjall")).open()?;
        let messages = database.keyspace("messages", KeyspaceCreateOptions::default)?;
        Ok(Self { database, messages })
    }
}

impl Store for Fjall {
    fn commit(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let mut batch = self.database.batch();
        for change in changes {
            match change {
                Change::Sent(id, body) => batch.insert(&self.messages, id.to_be_bytes(), &**body),
                Change::Deleted(id) => batch.remove(&self.messages, id.to_be_bytes()),
            }
        }
        batch.commit()?;
        Ok(self.database.persist(PersistMode::SyncData)?)
    }

    fn load(&mut self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        for entry in self.messages.iter() {
            let (id, body) = entry.into_inner()?;
            each(u64::from_be_bytes(id[..].try_into()?), &body);
        }
        Ok(())
    }
}
