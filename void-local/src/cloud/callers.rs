//! [`Callers`]: which function calls with which access key.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

/// Which function calls with which access key. Cheap to clone; clones are one table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Callers {
    functions: Arc<RwLock<BTreeMap<String, String>>>,
}

impl Callers {
    /// Notes that `function` calls with `access_key`.
    pub(crate) fn add(&self, access_key: &str, function: &str) {
        let mut functions = self.functions.write().unwrap_or_else(PoisonError::into_inner);
        functions.insert(access_key.to_owned(), function.to_owned());
    }

    /// Forgets the keys of `function`.
    pub(crate) fn forget(&self, function: &str) {
        let mut functions = self.functions.write().unwrap_or_else(PoisonError::into_inner);
        functions.retain(|_, name| name != function);
    }

    /// Forgets all keys.
    pub(crate) fn clear(&self) {
        self.functions.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The function that calls with `access_key`.
    pub(crate) fn function(&self, access_key: &str) -> Option<String> {
        self.functions.read().unwrap_or_else(PoisonError::into_inner).get(access_key).cloned()
    }
}
