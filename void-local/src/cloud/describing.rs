//! What the served cloud asks about functions, and how it removes them.

use std::sync::Arc;

use void_core::{Credentials, Random};

use super::{
    LocalCloud,
    backend::Backend,
    plan::{Plan, queues_of, storage_events},
    source::Source,
    state::Deployed,
};
use crate::{
    error::{Error, ErrorKind},
    host::{Counts, Totals},
    manifest::{FunctionManifest, nearest},
};

impl LocalCloud {
    /// The largest body of an HTTP request, in bytes.
    pub(crate) fn most_body_bytes(&self) -> usize {
        self.inner.settings.max_body_bytes
    }

    /// Where ids and the like come from.
    pub(crate) fn random(&self) -> Random {
        self.inner.settings.random.clone()
    }

    /// Lets `credentials` call queues, streams and buckets, where signatures are verified.
    pub(crate) fn allow(&self, credentials: &Credentials) {
        self.inner.messaging.allow(credentials.clone());
        self.inner.streams.allow(credentials.clone());
        self.inner.storage.allow(credentials.clone());
    }

    /// The queues, streams and buckets that a deployment makes.
    pub(crate) fn made_by(
        &self,
        manifest: &FunctionManifest,
        plan: &Plan,
    ) -> (Vec<String>, Vec<String>, Vec<String>) {
        let is_new = |queue: &&str| self.inner.messaging.find_queue(queue).is_none();
        let mut queues: Vec<String> = queues_of(manifest).filter(is_new).map(ToOwned::to_owned).collect();
        queues.extend(plan.environment.new_queues.iter().cloned());
        let is_new = |stream: &&str| self.inner.streams.find_stream(stream).is_none();
        let streams = plan.streams.iter().map(|event| event.name.as_str()).filter(is_new);
        let streams = streams.map(ToOwned::to_owned).chain(plan.environment.new_streams.iter().cloned());
        let is_new = |bucket: &&str| self.inner.storage.find_bucket(bucket).is_none();
        let buckets = storage_events(manifest).map(|event| event.bucket.as_str()).filter(is_new);
        let buckets = buckets.map(ToOwned::to_owned).chain(plan.environment.new_buckets.iter().cloned());
        (distinct(queues), distinct(streams.collect()), distinct(buckets.collect()))
    }

    /// A function's file, and how many processes it has.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`].
    pub(crate) fn process_function(&self, name: &str) -> Result<(FunctionManifest, Counts), Error> {
        let function = self.find_function(name)?;
        let counts = match &function.function {
            Backend::Processes(processes) => processes.counts(),
            Backend::Here(_) => Counts::default(),
        };
        Ok((function.manifest.clone(), counts))
    }

    /// Functions that run in processes: their names, what they did, and their processes.
    pub(crate) fn function_totals(&self) -> Vec<(String, Totals, Counts)> {
        let state = self.state();
        let functions = state.functions.iter().filter_map(|(name, function)| match &function.function {
            Backend::Processes(processes) => Some((name.clone(), processes.totals(), processes.counts())),
            Backend::Here(_) => None,
        });
        functions.collect()
    }

    /// Whether there is a function `name`.
    pub(crate) fn has_function(&self, name: &str) -> bool {
        self.state().functions.contains_key(name)
    }

    /// The function `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`] with the nearest name.
    pub(super) fn find_function(&self, name: &str) -> Result<Arc<Deployed>, Error> {
        let state = self.state();
        state.functions.get(name).map(Arc::clone).ok_or_else(|| {
            let suggestion = nearest(name, state.functions.keys().map(String::as_str)).map(ToOwned::to_owned);
            ErrorKind::NoSuchFunction { name: name.to_owned(), suggestion }.into()
        })
    }

    /// Removes a function, its routes and its subscriptions. Batches that run come to their end; what waits returns to its queues.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`].
    pub(crate) async fn remove(&self, name: &str) -> Result<(), Error> {
        let function = self.find_function(name)?;
        // Buckets tell it nothing any more.
        self.set_rules(&FunctionManifest { events: Vec::new(), ..function.manifest.clone() }).await?;
        let mut state = self.state();
        state.functions.remove(name);
        state.router.remove(&name.to_owned());
        let (stay, removed): (Vec<_>, Vec<_>) =
            state.sources.drain(..).partition(|source| source.function().name() != name);
        state.sources = stay;
        drop(state);
        for source in removed {
            source.close();
            if let Source::Storage(trigger) = source {
                self.inner.notifications.forget(&trigger.id);
            }
        }
        function.function.close();
        Ok(())
    }
}

fn distinct(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}
