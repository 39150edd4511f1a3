//! Who calls as which function, and what functions may do.

use std::sync::Arc;

use void_core::Credentials;

use super::{Functions, permissions::Permissions};
use crate::{
    cloud::{Deployment, ProcessDeployment},
    error::Error,
};

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

    /// Deploys functions, which may do what `permissions` say, one for each, before their first process starts.
    ///
    /// # Errors
    ///
    /// What a deployment gives. They may do what they could before then.
    pub(super) async fn deploy_with(
        &self,
        permissions: Vec<Permissions>,
        functions: Vec<ProcessDeployment>,
    ) -> Result<Vec<Deployment>, Error> {
        let granted = functions.iter().zip(permissions).map(|(function, permissions)| {
            let key = function.credentials.access_key_id.clone();
            let before = self.permissions.set(&key, permissions);
            (key, before)
        });
        let granted: Vec<_> = granted.collect();
        let deployed = self.cloud.deploy_processes(functions, &self.logs()).await;
        if deployed.is_err() {
            for (key, before) in granted {
                self.permissions.put_back(&key, before);
            }
        }
        deployed
    }
}
