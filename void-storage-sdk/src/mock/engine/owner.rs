//! Who owns all buckets and objects: the account.

use sha2::{Digest, Sha256};

use super::Settings;
use void_core::hex;

use crate::types::Owner;

impl Settings {
    /// The account as an owner: its canonical user id, 64 hexadecimal digits. The service gives no names any more.
    #[must_use]
    pub fn owner(&self) -> Owner {
        let id = hex::encode(&Sha256::digest(self.account_id.as_bytes()));
        Owner { id: Some(id), display_name: None }
    }
}
