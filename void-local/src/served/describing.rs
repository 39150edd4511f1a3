//! What is said about the functions of a served cloud.

use std::path::PathBuf;

use super::functions::Functions;
use crate::{
    control::{FunctionDescription, Health, ResourceCounts},
    error::{Error, ErrorKind},
    manifest::{EventSource, FunctionManifest},
};

impl Functions {
    pub(crate) fn health(&self) -> Health {
        Health {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            services_url: self.services_url.clone(),
            gateway_url: self.gateway_url.clone(),
            pid: std::process::id(),
            started_at: self.started_at.as_millis(),
            counts: ResourceCounts {
                functions: self.registry().versions.len(),
                queues: self.cloud.messaging().queue_names().len(),
                streams: self.cloud.streams().stream_names().len(),
                buckets: self.cloud.storage().bucket_names().len(),
            },
        }
    }

    /// The functions' names, in their order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.registry().versions.keys().cloned().collect()
    }

    pub(crate) fn describe_all(&self) -> Vec<FunctionDescription> {
        self.names().iter().filter_map(|name| self.describe(name).ok()).collect()
    }

    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`].
    pub(crate) fn describe(&self, name: &str) -> Result<FunctionDescription, Error> {
        let (manifest, counts) = self.cloud.process_function(name)?;
        let version = self.registry().versions.get(name).cloned();
        let version =
            version.ok_or_else(|| ErrorKind::NoSuchFunction { name: name.to_owned(), suggestion: None })?;
        let permissions = self.permissions(&version.access_key_id);
        Ok(FunctionDescription {
            name: manifest.name.clone(),
            runtime: manifest.runtime.to_string(),
            handler: manifest.handler.clone(),
            memory_mb: manifest.memory_mb,
            timeout_seconds: manifest.timeout.as_secs_f64(),
            events: events(&manifest),
            permissions: permissions.map_or_else(Vec::new, |permissions| permissions.describe()),
            environment: version.environment,
            version: version.number,
            deployed_at: version.deployed_at,
            idle_processes: counts.idle,
            running: counts.busy,
        })
    }

    /// The executable of the deployed version as it was given, and its SHA-256 in hexadecimal digits.
    pub(crate) fn code(&self, name: &str) -> Option<(PathBuf, String)> {
        let registry = self.registry();
        let version = registry.versions.get(name);
        version.map(|version| (version.source.executable.clone(), version.digest.clone()))
    }
}

pub(super) fn routes(manifest: &FunctionManifest) -> Vec<String> {
    let routes = manifest.events.iter().filter_map(|event| match event {
        EventSource::Http(http) => {
            let method = http.method.as_ref().map_or("ANY", |method| method.as_str());
            Some(format!("{method} {}", http.path))
        }
        EventSource::Queue(_) | EventSource::Stream(_) | EventSource::Storage(_) => None,
    });
    routes.collect()
}

fn events(manifest: &FunctionManifest) -> Vec<String> {
    let others = manifest.events.iter().filter_map(|event| match event {
        EventSource::Http(_) => None,
        EventSource::Queue(queue) => Some(format!("queue {}", queue.name)),
        EventSource::Stream(stream) => Some(format!("stream {}", stream.name)),
        EventSource::Storage(storage) => Some(format!("bucket {}", storage.bucket)),
    });
    routes(manifest).into_iter().chain(others).collect()
}
