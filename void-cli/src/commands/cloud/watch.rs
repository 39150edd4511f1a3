//! [`Snapshot`]: which files there are, and when each was written.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Folders that are built into, or hold what others wrote.
const PASSED_OVER: [&str; 2] = ["target", "node_modules"];

/// Which files there are below the functions' folders and in the workspace of the current folder, when each was written, and
/// how long it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot(BTreeMap<PathBuf, (Option<SystemTime>, u64)>);

impl Snapshot {
    /// Looks at `paths`, or else at `functions`; and, where the current folder is a package or a workspace, at all of that.
    pub(super) fn take(paths: &[PathBuf]) -> Self {
        let here = Path::new(".");
        let mut snapshot = Self::default();
        paths.iter().for_each(|path| snapshot.add(path));
        let functions = Path::new("functions");
        if here.join("Cargo.toml").exists() || (paths.is_empty() && !functions.is_dir()) {
            snapshot.add(here);
        } else if paths.is_empty() {
            snapshot.add(functions);
        }
        snapshot
    }

    /// What is gone by the time that it is looked at is not there.
    fn add(&mut self, path: &Path) {
        let Ok(metadata) = path.metadata() else { return };
        if !metadata.is_dir() {
            self.0.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
            return;
        }
        let Ok(entries) = fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if !name.starts_with('.') && !PASSED_OVER.contains(&&*name) && !is_link {
                self.add(&entry.path());
            }
        }
    }
}
