//! Which functions there are: their `void.yaml`, read and checked.

use std::{
    fs,
    path::{Path, PathBuf},
};

use void_local::FunctionManifest;

use crate::{exit::Exit, failure::Failure};

/// What a function's file is called.
const FILE: &str = "void.yaml";

/// A function of the project.
#[derive(Debug)]
pub(super) struct Found {
    /// Its folder, absolute.
    pub(super) folder: PathBuf,
    /// Its file, as a person would name it.
    pub(super) file: String,
    /// What is in it.
    pub(super) text: String,
    pub(super) manifest: FunctionManifest,
}

/// The functions at `paths`: a `void.yaml`, a folder with one, or a folder of such folders. Without paths: those of
/// `functions`, or else those of the current folder.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let files = if paths.is_empty() { default_files()? } else { files_at(paths)? };
    let mut found: Vec<Found> = Vec::new();
    for file in files {
        let function = read(&file)?;
        if let Some(other) = found.iter().find(|other| other.manifest.name == function.manifest.name) {
            let (name, first, second) = (&function.manifest.name, &other.file, &function.file);
            return Err(Failure::usage(format!("two functions are called {name}: {first} and {second}")));
        }
        found.push(function);
    }
    Ok(found)
}

fn default_files() -> Result<Vec<PathBuf>, Failure> {
    let functions = Path::new("functions");
    let folder = if functions.is_dir() { functions } else { Path::new(".") };
    let files = files_in(folder)?;
    if files.is_empty() {
        let message =
            "there is no function here: neither functions/*/void.yaml nor void.yaml nor */void.yaml";
        return Err(Failure::new(Exit::NotFound, message)
            .with_hint("`void new create-order --http \"POST /orders\"` makes one; or name its folder"));
    }
    Ok(files)
}

fn files_at(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_file() {
            files.push(path.clone());
            continue;
        }
        let mut found = files_in(path)?;
        if found.is_empty() {
            let message = format!("there is no function at {}: no void.yaml", path.display());
            return Err(Failure::new(Exit::NotFound, message));
        }
        files.append(&mut found);
    }
    Ok(files)
}

/// The file of the folder itself, or those of the folders in it, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let own = folder.join(FILE);
    if own.is_file() {
        return Ok(vec![own]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| Failure::file(folder, &error))? {
        let file = entry.map_err(|error| Failure::file(folder, &error))?.path().join(FILE);
        if file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Found, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::file(file, &error))?;
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| Failure::file(folder, &error))?;
    let name = file.strip_prefix("./").unwrap_or(file).display().to_string();
    let manifest =
        FunctionManifest::parse(&name, &text).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Found { folder, file: name, text, manifest })
}
