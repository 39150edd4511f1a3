//! Who calls as which function, and what functions may do.

use std::sync::Arc;

use void_core::Credentials;

use super::{Functions, permissions::Permissions};

/// Permissions that were changed: the access keys, and what they could do before.
pub(super) struct Regranted(Vec<(String, Option<Arc<Permissions>>)>);

impl Functions {
    /// The credentials that a deployed function has, by their access key.
    pub(crate) fn credentials(&self, access_key_id: &str) -> Option<(String, Credentials)> {
        let name = self.callers.function(access_key_id)?;
        let credentials = self.registry().versions.get(&name)?.credentials();
        Some((name, credentials))
    }

    /// What who has this access key may do, where it is a function.
    pub(crate) fn permissions(&self, access_key_id: &str) -> Option<Arc<Permissions>> {
        self.permissions.find(access_key_id)
    }

    /// Makes the credentials of a new function, which may do nothing yet.
    pub(super) fn new_credentials(&self) -> Credentials {
        let random = self.cloud.random();
        let id = random.uuid().replace('-', "").to_uppercase();
        let credentials =
            Credentials::new(format!("VOID{}", &id[..16]), format!("{}{}", random.uuid(), random.uuid()));
        self.cloud.allow(&credentials);
        credentials
    }

    /// Lets functions do what they may from now on, by their access keys. Their processes start after that.
    pub(super) fn grant(&self, permissions: impl IntoIterator<Item = (String, Permissions)>) -> Regranted {
        let changed = permissions.into_iter().map(|(access_key, permissions)| {
            let before = self.permissions.set(&access_key, permissions);
            (access_key, before)
        });
        Regranted(changed.collect())
    }

    /// Takes back what [`grant`](Self::grant) did.
    pub(super) fn ungrant(&self, Regranted(changed): Regranted) {
        for (access_key, before) in changed {
            self.permissions.put_back(&access_key, before);
        }
    }
}
