//! [`PermissionBook`]: what each access key may do.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use void_core::{Authorizer, Denied};

use super::Permissions;

/// What each function may do, by its access key. Cheap to clone; clones are one book.
#[derive(Clone, Debug)]
pub(crate) struct PermissionBook {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Who may do everything; nobody in particular where signatures are not verified.
    owner: Option<String>,
    functions: RwLock<BTreeMap<String, Arc<Permissions>>>,
}

impl PermissionBook {
    /// A book in which nothing stands. `owner` is the access key that may do everything, where others than the owner and
    /// functions are not let in at all.
    pub(crate) fn new(owner: Option<String>) -> Self {
        Self { inner: Arc::new(Inner { owner, functions: RwLock::default() }) }
    }

    /// What a function may do from now on; gives what it could before.
    pub(crate) fn set(&self, access_key: &str, permissions: Permissions) -> Option<Arc<Permissions>> {
        self.write().insert(access_key.to_owned(), Arc::new(permissions))
    }

    /// Takes back what [`set`](Self::set) did, which gave `before`.
    pub(crate) fn put_back(&self, access_key: &str, before: Option<Arc<Permissions>>) {
        match before {
            Some(before) => drop(self.write().insert(access_key.to_owned(), before)),
            None => drop(self.write().remove(access_key)),
        }
    }

    /// What who has this access key may do, where it is a function.
    pub(crate) fn find(&self, access_key: &str) -> Option<Arc<Permissions>> {
        self.read().get(access_key).cloned()
    }

    /// Forgets a function.
    pub(crate) fn forget(&self, function: &str) {
        self.write().retain(|_, permissions| permissions.function != function);
    }

    /// Forgets all functions.
    pub(crate) fn clear(&self) {
        self.write().clear();
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Permissions>>> {
        self.inner.functions.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<String, Arc<Permissions>>> {
        self.inner.functions.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Authorizer for PermissionBook {
    /// Where there is an owner, everybody else is a function, or was one. Where there is none, functions alone are limited.
    fn limits(&self, access_key_id: &str) -> bool {
        match &self.inner.owner {
            Some(owner) => owner != access_key_id,
            None => self.read().contains_key(access_key_id),
        }
    }

    fn check(&self, access_key_id: &str, action: &str, resource: &str) -> Result<(), Denied> {
        match self.find(access_key_id) {
            Some(permissions) => permissions.check(action, resource),
            None => Err(Denied::new(format!(
                "The access key {access_key_id} is not authorized to perform: {action} on resource: {resource}: the function \
                 that had it is not deployed any more."
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use void_core::Authorizer;

    use super::PermissionBook;
    use crate::{
        manifest::{FunctionManifest, Resolved},
        served::permissions::Permissions,
    };

    const ORDERS: &str = "arn:aws:sqs:us-east-1:000000000000:orders";

    fn sends_to(queues: &[&str]) -> Permissions {
        let manifest = FunctionManifest::try_from("{name: pay, runtime: rust, handler: pay}").unwrap();
        let queues = queues.iter().map(|queue| (*queue).to_owned()).collect();
        Permissions::of(&manifest, &Resolved { queues, ..Resolved::default() })
    }

    #[test]
    fn a_key_that_is_forgotten_may_nothing_where_there_is_an_owner() {
        let book = PermissionBook::new(Some("owner".to_owned()));
        book.set("KEY", sends_to(&["orders"]));
        assert!(!book.limits("owner") && book.limits("KEY"));
        assert_eq!(book.check("KEY", "sqs:SendMessage", ORDERS), Ok(()));
        book.forget("pay");
        assert!(book.limits("KEY"));
        assert!(book.check("KEY", "sqs:SendMessage", ORDERS).is_err());
    }

    #[test]
    fn without_an_owner_functions_alone_are_limited() {
        let book = PermissionBook::new(None);
        book.set("KEY", sends_to(&[]));
        assert!(book.limits("KEY") && !book.limits("anybody"));
        assert!(book.check("KEY", "sqs:SendMessage", ORDERS).is_err());
        book.clear();
        assert!(!book.limits("KEY"));
    }

    #[test]
    fn a_deployment_that_fails_leaves_what_could_be_done_before() {
        let book = PermissionBook::new(None);
        let none = book.set("KEY", sends_to(&["orders"]));
        let before = book.set("KEY", sends_to(&[]));
        assert!(book.check("KEY", "sqs:SendMessage", ORDERS).is_err());
        book.put_back("KEY", before);
        assert_eq!(book.check("KEY", "sqs:SendMessage", ORDERS), Ok(()));
        book.put_back("KEY", none);
        assert!(book.find("KEY").is_none());
    }
}
