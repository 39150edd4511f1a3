//! [`Registry`]: which versions of functions are deployed, in memory and in a file.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use void_core::Credentials;

use super::lasting::replace_file;
use crate::{
    control::FunctionSource,
    error::{Error, ErrorKind},
    manifest::{FunctionManifest, FunctionSettings},
};

/// The format of the file.
const FORMAT: u32 = 1;

/// A deployed version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) source: FunctionSource,
    /// What was set since, in place of what the source says.
    #[serde(default)]
    pub(super) settings: FunctionSettings,
    /// The copy that is run.
    pub(super) executable: PathBuf,
    pub(super) digest: String,
    pub(super) number: u64,
    /// In milliseconds since 1970.
    pub(super) deployed_at: u64,
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) environment: Vec<(String, String)>,
}

impl Version {
    /// The function as it runs: as its file says, with `settings` on top.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Manifest`], [`ErrorKind::Settings`].
    pub(super) fn manifest(&self, settings: &FunctionSettings) -> Result<FunctionManifest, Error> {
        let manifest = FunctionManifest::parse(&self.source.file, &self.source.manifest)?;
        let function = manifest.name.clone();
        let set = settings.apply_to(manifest);
        Ok(set.map_err(|message| ErrorKind::Settings { function, message })?)
    }

    /// What the function calls queues, streams and buckets with.
    pub(super) fn credentials(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key)
    }
}

/// The deployed versions, by function.
#[derive(Debug, Default)]
pub(super) struct Registry {
    pub(super) versions: BTreeMap<String, Version>,
    file: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct File<V> {
    format: u32,
    functions: V,
}

impl Registry {
    /// Reads what was saved in `folder`, and saves there from now on.
    ///
    /// # Errors
    ///
    /// The file can't be read, or is of another version.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join("functions.json");
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { versions: BTreeMap::new(), file: Some(path) });
            }
            Err(error) => return Err(error),
        };
        let wrong = |message: String| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}: {message}", path.display()))
        };
        let File { format, functions } =
            serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        if format != FORMAT {
            return Err(wrong(format!("it has format {format}, and this version reads {FORMAT}")));
        }
        Ok(Self { versions: functions, file: Some(path) })
    }

    /// Saves what is deployed, where that is to last.
    ///
    /// # Errors
    ///
    /// The file can't be written.
    pub(super) fn save(&self) -> io::Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        let file = File { format: FORMAT, functions: &self.versions };
        replace_file(path, &serde_json::to_vec_pretty(&file).map_err(io::Error::from)?)
    }
}
