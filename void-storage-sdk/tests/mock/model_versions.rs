//! Random writes and deletions with versioning on, suspended and never on, against a model of what is kept.

use std::collections::BTreeMap;

use proptest::prelude::*;
use void_storage_sdk::{
    ErrorKind, VersionId, VoidStorageClient,
    mock::{MockBucket, MockStorage},
};

const NULL: &str = "null";

#[derive(Clone, Debug)]
enum Step {
    Put(u8),
    Delete(u8),
    /// Deletes one of the key's versions, or one that is not there.
    DeleteVersion(u8, usize),
    Copy(u8, u8),
    Enable,
    Suspend,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || 0..3_u8;
    let step = prop_oneof![
        5 => key().prop_map(Step::Put),
        3 => key().prop_map(Step::Delete),
        3 => (key(), any::<usize>()).prop_map(|(key, which)| Step::DeleteVersion(key, which)),
        1 => (key(), key()).prop_map(|(from, to)| Step::Copy(from, to)),
        1 => Just(Step::Enable),
        1 => Just(Step::Suspend),
    ];
    prop::collection::vec(step, 1..60)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Versioning {
    Never,
    Enabled,
    Suspended,
}

/// A version: its id, and what is in it; `None` is a delete marker.
type Version = (String, Option<String>);

/// What is kept, the newest first.
#[derive(Debug)]
struct Model {
    versioning: Versioning,
    keys: BTreeMap<String, Vec<Version>>,
}

impl Model {
    fn current(&self, key: &str) -> Option<&String> {
        self.keys.get(key)?.first()?.1.as_ref()
    }

    /// Puts a version on top; the id that the service gave it is checked on the way.
    fn push(&mut self, key: &str, given: Option<&VersionId>, content: Option<String>) {
        let versions = self.keys.entry(key.to_owned()).or_default();
        let id = match self.versioning {
            Versioning::Enabled => given.unwrap().as_str().to_owned(),
            Versioning::Suspended => {
                assert!(given.unwrap().is_null());
                NULL.to_owned()
            }
            Versioning::Never => {
                assert_eq!(given, None);
                NULL.to_owned()
            }
        };
        assert!(versions.iter().all(|(known, _)| *known != id || id == NULL), "an id is given once");
        versions.retain(|(known, _)| *known != id);
        versions.insert(0, (id, content));
    }

    fn remove(&mut self, key: &str, id: &str) -> Option<Version> {
        let versions = self.keys.get_mut(key)?;
        let at = versions.iter().position(|(known, _)| known == id)?;
        let removed = versions.remove(at);
        if versions.is_empty() {
            self.keys.remove(key);
        }
        Some(removed)
    }
}

async fn carry_out(
    step: Step,
    number: usize,
    client: &VoidStorageClient,
    bucket: &MockBucket,
    model: &mut Model,
) {
    let name = |key: u8| format!("k{key}");
    match step {
        Step::Enable => {
            bucket.enable_versioning();
            model.versioning = Versioning::Enabled;
        }
        Step::Suspend => {
            bucket.suspend_versioning();
            model.versioning = Versioning::Suspended;
        }
        Step::Put(key) => {
            let (key, content) = (name(key), number.to_string());
            let put = client.put_object("photos", key.as_str(), content.clone()).await.unwrap();
            model.push(&key, put.version_id.as_ref(), Some(content));
        }
        Step::Delete(key) => {
            let key = name(key);
            let deleted = client.delete_object("photos", key.as_str()).await.unwrap();
            if model.versioning == Versioning::Never {
                model.keys.remove(&key);
            } else {
                assert_eq!(deleted.delete_marker, Some(true));
                model.push(&key, deleted.version_id.as_ref(), None);
            }
        }
        Step::DeleteVersion(key, which) => {
            let key = name(key);
            let known = model.keys.get(&key).filter(|versions| !versions.is_empty());
            let id = known.map_or(NULL.to_owned(), |versions| versions[which % versions.len()].0.clone());
            let call = client.delete_object("photos", key.as_str()).version_id(id.as_str());
            let deleted = call.await.unwrap();
            let removed = model.remove(&key, &id);
            let was_marker = removed.is_some_and(|(_, content)| content.is_none());
            assert_eq!(deleted.delete_marker, was_marker.then_some(true));
        }
        Step::Copy(from, to) if from != to => {
            let (from, to) = (name(from), name(to));
            let copied = client.copy_object(("photos", from.as_str()), "photos", to.as_str()).await;
            match model.current(&from).cloned() {
                Some(content) => model.push(&to, copied.unwrap().version_id.as_ref(), Some(content)),
                None => assert_eq!(copied.unwrap_err().kind(), ErrorKind::NoSuchKey),
            }
        }
        Step::Copy(..) => {}
    }
}

async fn read(client: &VoidStorageClient, key: &str, id: Option<&str>) -> Result<String, ErrorKind> {
    let mut call = client.get_object("photos", key);
    if let Some(id) = id {
        call = call.version_id(id);
    }
    let object = call.await.map_err(|error| error.kind())?;
    Ok(String::from_utf8(object.body.bytes(100).await.unwrap().to_vec()).unwrap())
}

async fn compare(client: &VoidStorageClient, model: &Model) {
    let expected: Vec<_> = model
        .keys
        .iter()
        .flat_map(|(key, versions)| {
            versions
                .iter()
                .enumerate()
                .map(move |(index, (id, content))| (key.clone(), id.clone(), content.is_none(), index == 0))
        })
        .collect();
    let listed = client.list_object_versions("photos").max_keys(3).items().collect().await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|version| {
            let id = version.version_id().as_str().to_owned();
            (version.key().to_owned(), id, version.is_delete_marker(), version.is_latest())
        })
        .collect();
    assert_eq!(listed, expected);
    let current = client.list_objects_v2("photos").items().collect().await.unwrap();
    let current: Vec<_> = current.into_iter().map(|object| object.key).collect();
    let expected: Vec<_> = model.keys.keys().filter(|key| model.current(key).is_some()).cloned().collect();
    assert_eq!(current, expected);
    for (key, versions) in &model.keys {
        assert_eq!(read(client, key, None).await, model.current(key).cloned().ok_or(ErrorKind::NoSuchKey));
        for (id, content) in versions {
            assert_eq!(read(client, key, Some(id)).await, content.clone().ok_or(ErrorKind::MethodNotAllowed));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_kept_is_what_the_model_keeps(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let storage = MockStorage::new();
            let bucket = storage.create_bucket("photos");
            let client = storage.client();
            let mut model = Model { versioning: Versioning::Never, keys: BTreeMap::new() };
            for (number, step) in steps.into_iter().enumerate() {
                carry_out(step, number, &client, &bucket, &mut model).await;
            }
            compare(&client, &model).await;
        });
    }
}
