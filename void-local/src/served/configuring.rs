//! Settings that are changed without a deployment.

use super::{functions::Functions, permissions::Permissions};
use crate::{
    cloud::ProcessDeployment,
    control::Configured,
    error::{Error, ErrorKind},
    manifest::FunctionSettings,
};

impl Functions {
    /// Sets a function's time-out, memory and variables in place of what its file says, until it is deployed again. What runs
    /// comes to its end as it was; what comes next finds the new settings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`](crate::ErrorKind::NoSuchFunction), [`ErrorKind::Settings`](crate::ErrorKind::Settings), and
    /// what a deployment gives. Nothing has changed then.
    pub(crate) async fn configure(&self, name: &str, later: FunctionSettings) -> Result<Configured, Error> {
        let _one_at_a_time = self.deploying.lock().await;
        // Says which name was meant, where there is none.
        self.describe(name)?;
        let found = self.registry().versions.get(name).cloned();
        let Some(mut version) = found else { return self.described(name, Vec::new()) };
        let known = later.check_unset(&version.manifest(&version.settings)?);
        known.map_err(|message| ErrorKind::Settings { function: name.to_owned(), message })?;
        version.settings.add(later);
        let manifest = version.manifest(&version.settings)?;
        let plan = self.cloud.check(std::slice::from_ref(&manifest))?.remove(0);
        let permissions = Permissions::of(&manifest, &plan.environment);
        version.environment = plan.environment.variables;
        let deployment = ProcessDeployment {
            manifest,
            executable: version.executable.clone(),
            directory: version.source.directory.clone(),
            credentials: version.credentials(),
        };
        let done = self.deploy_with(vec![permissions], vec![deployment]).await?;
        version.number += 1;
        version.deployed_at = self.cloud.now().as_millis();
        self.note(|registry| drop(registry.versions.insert(name.to_owned(), version)));
        self.described(name, done.into_iter().flat_map(|deployment| deployment.warnings).collect())
    }

    fn described(&self, name: &str, warnings: Vec<String>) -> Result<Configured, Error> {
        Ok(Configured { function: self.describe(name)?, warnings })
    }
}
