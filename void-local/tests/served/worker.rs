//! `examples/worker`, built.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The built example; `cargo test` has built it with all others, `cargo test --test served` has not.
pub(crate) fn worker() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test.parent().unwrap().parent().unwrap().join("examples/worker");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/worker.rs");
    let changed_at = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    if changed_at(&path) < changed_at(&source) {
        let mut cargo = Command::new(env!("CARGO"));
        let built =
            cargo.args(["build", "--quiet", "--package", "void-local", "--example", "worker"]).status();
        assert!(built.unwrap().success(), "examples/worker could not be built");
    }
    path
}
