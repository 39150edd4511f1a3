//! Deploying functions that run in processes: all of them are checked before any is changed.

use std::{path::PathBuf, sync::Arc};

use void_core::Credentials;

use super::{LocalCloud, backend::Backend, builder::REGION, deploy::Deployment, plan::Plan};
use crate::{
    error::Error,
    host::{ProcessFunction, Program},
    logs::LogStore,
    manifest::FunctionManifest,
};

/// The most processes of one function at a time.
const MOST_PROCESSES: usize = 10;
/// What a function's process may see of the cloud's own environment.
const PASSED_ON: [&str; 7] =
    ["PATH", "HOME", "TMPDIR", "LANG", "RUST_BACKTRACE", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/// A function that is to run in processes.
#[derive(Clone, Debug)]
pub(crate) struct ProcessDeployment {
    pub(crate) manifest: FunctionManifest,
    pub(crate) executable: PathBuf,
    /// Where its processes are started.
    pub(crate) directory: PathBuf,
    /// What it calls queues, streams and buckets with.
    pub(crate) credentials: Credentials,
}

impl LocalCloud {
    /// Checks functions that are deployed together, and says what that would come to. Nothing changes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Manifest`](crate::ErrorKind::Manifest), for the first that is wrong.
    pub(crate) fn check(&self, manifests: &[FunctionManifest]) -> Result<Vec<Plan>, Error> {
        manifests.iter().map(|manifest| self.plan(manifest, manifests)).collect()
    }

    /// Deploys functions that run in processes, all or none.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), and what [`deploy`](Self::deploy) gives when a queue or a bucket refuses.
    pub(crate) async fn deploy_processes(
        &self,
        functions: Vec<ProcessDeployment>,
        logs: &LogStore,
    ) -> Result<Vec<Deployment>, Error> {
        let manifests: Vec<FunctionManifest> =
            functions.iter().map(|function| function.manifest.clone()).collect();
        self.check(&manifests)?;
        let mut deployments = Vec::new();
        for function in functions {
            // Planned again: what the ones before made is there now.
            let plan = self.plan(&function.manifest, &manifests)?;
            let program = self.program(&function, &plan);
            let ProcessDeployment { manifest, .. } = function;
            let backend = ProcessFunction::new(
                &manifest.name,
                program,
                manifest.timeout,
                MOST_PROCESSES,
                self.clock(),
                logs.clone(),
            );
            deployments.push(self.put_in(manifest, Backend::Processes(Arc::new(backend)), plan).await?);
        }
        self.inner.stirred.notify_one();
        Ok(deployments)
    }

    fn program(&self, function: &ProcessDeployment, plan: &Plan) -> Program {
        let ProcessDeployment { manifest, executable, directory, credentials } = function;
        let passed_on =
            PASSED_ON.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
        let endpoint = &self.inner.settings.endpoint;
        let memory = manifest.memory_mb.to_string();
        let directory_text = directory.display().to_string();
        let of_the_host = [
            ("AWS_ENDPOINT_URL", endpoint.as_str()),
            ("AWS_REGION", REGION),
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
            ("AWS_LAMBDA_FUNCTION_NAME", &manifest.name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("_HANDLER", &manifest.handler),
            ("LAMBDA_TASK_ROOT", &directory_text),
            ("TZ", ":UTC"),
        ];
        let of_the_host = of_the_host.map(|(name, value)| (name.to_owned(), value.to_owned()));
        // The function's own come last: they win.
        let environment = passed_on.chain(of_the_host).chain(plan.environment.variables.iter().cloned());
        Program {
            executable: executable.clone(),
            directory: directory.clone(),
            environment: environment.collect(),
            memory_mb: manifest.memory_mb,
            function_arn: format!("arn:aws:lambda:{REGION}:000000000000:function:{}", manifest.name),
        }
    }
}
