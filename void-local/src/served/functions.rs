//! [`Functions`]: what is deployed in a served cloud, and how that changes.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use void_core::Timestamp;

use super::{
    describing::routes,
    executables::Executables,
    lasting::Lasting,
    permissions::{PermissionBook, Permissions},
    registry::{Registry, Version},
};
use crate::{
    cloud::{Callers, LocalCloud, Plan, ProcessDeployment},
    control::{Action, DeployRequest, DeployResponse, FunctionChange, FunctionSource},
    error::{Error, ErrorKind},
    logs::LogStore,
    manifest::{FunctionManifest, FunctionSettings},
};

/// The functions of a served cloud. All of the APIs work on this.
#[derive(Debug)]
pub(crate) struct Functions {
    pub(super) cloud: LocalCloud,
    logs: LogStore,
    executables: Executables,
    pub(super) callers: Callers,
    pub(super) permissions: PermissionBook,
    pub(super) services_url: String,
    pub(super) gateway_url: String,
    pub(super) started_at: Timestamp,
    registry: Mutex<Registry>,
    /// Queues and streams, where they last.
    lasting: Option<Arc<Lasting>>,
    /// One deployment at a time.
    pub(super) deploying: tokio::sync::Mutex<()>,
    /// Somebody asked the cloud to come to its end.
    stop: watch::Sender<bool>,
}

/// A function that was checked.
struct Checked {
    source: FunctionSource,
    manifest: FunctionManifest,
    digest: String,
    action: Action,
}

impl Functions {
    pub(super) fn new(
        cloud: LocalCloud,
        executables: Executables,
        (callers, permissions): (Callers, PermissionBook),
        (registry, lasting): (Registry, Option<Arc<Lasting>>),
        (services_url, gateway_url): (String, String),
    ) -> Self {
        let logs = match &lasting {
            Some(lasting) => lasting.logs(cloud.clock()),
            None => LogStore::new(cloud.clock()),
        };
        let started_at = cloud.now();
        Self {
            cloud,
            logs,
            executables,
            callers,
            permissions,
            services_url,
            gateway_url,
            started_at,
            registry: Mutex::new(registry),
            lasting,
            deploying: tokio::sync::Mutex::default(),
            stop: watch::Sender::new(false),
        }
    }

    /// Has [`stop_asked`](Self::stop_asked) come back.
    pub(crate) fn ask_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until somebody asks the cloud to come to its end.
    pub(super) async fn stop_asked(&self) {
        // It can't fail: the sender is in `self`.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    pub(crate) fn logs(&self) -> LogStore {
        self.logs.clone()
    }

    pub(crate) const fn cloud(&self) -> &LocalCloud {
        &self.cloud
    }

    /// Checks all functions, then deploys those that are new or have changed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Manifest`], [`ErrorKind::Executable`], and what a queue or bucket refuses.
    pub(crate) async fn deploy(&self, request: DeployRequest) -> Result<DeployResponse, Error> {
        let _one_at_a_time = self.deploying.lock().await;
        let mut checked = Vec::new();
        for source in request.functions {
            checked.push(self.read(source).await?);
        }
        let manifests: Vec<FunctionManifest> =
            checked.iter().map(|function| function.manifest.clone()).collect();
        let plans = self.cloud.check(&manifests)?;
        let response = self.changes(&checked, &plans).await?;
        if request.dry_run {
            return Ok(response);
        }
        let mut deployments = Vec::new();
        let (mut versions, mut permissions) = (Vec::new(), Vec::new());
        for (function, plan) in checked.into_iter().zip(plans) {
            if function.action == Action::Unchanged {
                continue;
            }
            let Checked { source, manifest, digest, .. } = function;
            let executable = self
                .executables
                .keep(&manifest.name, &source.executable, &digest)
                .map_err(|error| unusable(&manifest.name, &source, &error))?;
            let before = self.registry().versions.get(&manifest.name).cloned();
            let credentials = before.as_ref().map_or_else(|| self.new_credentials(), Version::credentials);
            self.callers.add(&credentials.access_key_id, &manifest.name);
            permissions.push(Permissions::of(&manifest, &plan.environment));
            versions.push((
                manifest.name.clone(),
                Version {
                    source: source.clone(),
                    settings: FunctionSettings::default(),
                    executable: executable.clone(),
                    digest,
                    number: before.map_or(1, |before| before.number + 1),
                    deployed_at: self.cloud.now().as_millis(),
                    access_key_id: credentials.access_key_id.clone(),
                    secret_access_key: credentials.secret_access_key.clone(),
                    environment: plan.environment.variables.clone(),
                },
            ));
            deployments.push(ProcessDeployment {
                manifest,
                executable,
                directory: source.directory,
                credentials,
            });
        }
        self.deploy_with(permissions, deployments).await?;
        self.note(|registry| registry.versions.extend(versions));
        Ok(response)
    }

    /// What a deployment comes to. What concerns several functions is told of the first.
    async fn changes(&self, checked: &[Checked], plans: &[Plan]) -> Result<DeployResponse, Error> {
        let mut named = BTreeSet::new();
        let mut functions = Vec::new();
        for (function, plan) in checked.iter().zip(plans) {
            let (mut queues, mut streams, mut buckets) = self.cloud.made_by(&function.manifest, plan);
            let mut warnings = plan.warnings.clone();
            warnings.extend(self.cloud.short_visibilities(&function.manifest, plan).await?);
            for (kind, names) in [(0, &mut queues), (1, &mut streams), (2, &mut buckets), (3, &mut warnings)]
            {
                names.retain(|name| named.insert((kind, name.clone())));
            }
            functions.push(FunctionChange {
                name: function.manifest.name.clone(),
                action: function.action,
                queues,
                streams,
                buckets,
                routes: routes(&function.manifest),
                permissions: Permissions::of(&function.manifest, &plan.environment).describe(),
                warnings,
            });
        }
        Ok(DeployResponse { functions })
    }

    async fn read(&self, source: FunctionSource) -> Result<Checked, Error> {
        let manifest = FunctionManifest::parse(&source.file, &source.manifest)?;
        let executable = source.executable.clone();
        // It may be large: other requests go on meanwhile.
        let digest = tokio::task::spawn_blocking(move || Executables::digest(&executable)).await;
        let digest = digest
            .unwrap_or_else(|error| Err(std::io::Error::other(error)))
            .map_err(|error| unusable(&manifest.name, &source, &error))?;
        let action = match self.registry().versions.get(&manifest.name) {
            None => Action::Create,
            Some(version)
                if version.digest == digest && version.source == source && version.settings.is_empty() =>
            {
                Action::Unchanged
            }
            Some(_) => Action::Change,
        };
        Ok(Checked { source, manifest, digest, action })
    }

    /// Deploys again what was deployed when the cloud ended. A function that can't be is left out, and said so.
    pub(super) async fn restore(&self) {
        let saved = self.registry().versions.clone();
        for (name, version) in &saved {
            let credentials = version.credentials();
            self.cloud.allow(&credentials);
            self.callers.add(&credentials.access_key_id, name);
            let restored = async {
                let manifest = version.manifest(&version.settings)?;
                let plan = self.cloud.check(std::slice::from_ref(&manifest))?.remove(0);
                let permissions = Permissions::of(&manifest, &plan.environment);
                let (executable, directory) = (version.executable.clone(), version.source.directory.clone());
                let function = ProcessDeployment { manifest, executable, directory, credentials };
                self.deploy_with(vec![permissions], vec![function]).await
            };
            if let Err(error) = restored.await {
                tracing::error!(%error, function = name, "a function that was deployed can't be deployed again");
            }
        }
    }

    /// Changes what is deployed, and saves it.
    pub(super) fn note(&self, change: impl FnOnce(&mut Registry)) {
        let mut registry = self.registry();
        change(&mut registry);
        if let Err(error) = registry.save() {
            tracing::error!(%error, "what is deployed can't be saved: it does not last");
        }
    }

    /// Removes a function: what waits for it stays in its queues.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`].
    pub(crate) async fn remove(&self, name: &str) -> Result<(), Error> {
        let _one_at_a_time = self.deploying.lock().await;
        self.cloud.remove(name).await?;
        self.note(|registry| drop(registry.versions.remove(name)));
        self.callers.forget(name);
        self.permissions.forget(name);
        self.executables.forget(name);
        Ok(())
    }

    /// Drops everything, on the disk as well: functions, queues, streams, buckets, logs, and what happened so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotKept`]: it is empty, and may not be so after a restart.
    pub(crate) async fn reset(&self) -> Result<(), Error> {
        let _one_at_a_time = self.deploying.lock().await;
        self.cloud.reset().await;
        self.callers.clear();
        self.permissions.clear();
        self.logs.clear();
        let names: Vec<String> = {
            let mut registry = self.registry();
            let versions = std::mem::take(&mut registry.versions);
            registry.save().map_err(|error| ErrorKind::NotKept(error.to_string()))?;
            versions.into_keys().collect()
        };
        names.iter().for_each(|name| self.executables.forget(name));
        if let Some(lasting) = &self.lasting {
            let (messaging, streams, storage) =
                (self.cloud.messaging(), self.cloud.streams(), self.cloud.storage());
            let kept = lasting.begin_anew(&messaging, &streams, &storage, &self.logs).await;
            kept.map_err(|error| ErrorKind::NotKept(error.to_string()))?;
        }
        Ok(())
    }

    pub(super) fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unusable(function: &str, source: &FunctionSource, error: &std::io::Error) -> ErrorKind {
    let executable: &PathBuf = &source.executable;
    ErrorKind::Executable {
        function: function.to_owned(),
        executable: executable.display().to_string(),
        message: error.to_string(),
    }
}
