//! redb: a write transaction a batch.

use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::store::{Change, Failure, Store};

const MESSAGES: TableDefinition<u64, &[u8]> = TableDefinition::new("messages");

pub struct Redb(Database);

impl Redb {
    pub fn open(directory: &Path) -> Result<Self, Failure> {
        Ok(Self(Database::create(directory.join("redb"))?))
    }
}

impl Store for Redb {
    fn commit(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let transaction = self.0.begin_write()?;
        {
            let mut table = transaction.open_table(MESSAGES)?;
            for change in changes {
                match change {
                    Change::Sent(id, body) => drop(table.insert(id, &**body)?),
                    Change::Deleted(id) => drop(table.remove(id)?),
                }
            }
        }
        Ok(transaction.commit()?)
    }

    fn load(&mut self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        let table = self.0.begin_read()?.open_table(MESSAGES)?;
        for entry in table.iter()? {
            let (id, body) = entry?;
            each(id.value(), body.value());
        }
        Ok(())
    }
}
