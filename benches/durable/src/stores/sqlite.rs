//! SQLite: a write-ahead log that is synchronous, a transaction a batch.

use std::path::Path;

use rusqlite::Connection;

use crate::store::{Change, Failure, Store};

pub struct Sqlite(Connection);

impl Sqlite {
    pub fn open(directory: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(directory.join("sqlite"))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, body BLOB NOT NULL);",
        )?;
        Ok(Self(connection))
    }
}

impl Store for Sqlite {
    fn commit(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let transaction = self.0.transaction()?;
        for change in changes {
            match change {
                Change::Sent(id, body) => transaction
                    .prepare_cached("INSERT INTO messages VALUES (?, ?)")?
                    .execute((*id as i64, &**body))?,
                Change::Deleted(id) => {
                    transaction.prepare_cached("DELETE FROM messages WHERE id = ?")?.execute((*id as i64,))?
                }
            };
        }
        Ok(transaction.commit()?)
    }

    fn load(&mut self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        let mut statement = self.0.prepare("SELECT id, body FROM messages")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            each(row.get::<_, i64>(0)? as u64, row.get_ref(1)?.as_blob()?);
        }
        Ok(())
    }
}
