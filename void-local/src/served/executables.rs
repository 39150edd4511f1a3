//! [`Executables`]: a copy of each version's executable, so that a build does not change a function that runs.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The folder of executables. One that was made for this cloud goes with it.
pub(super) struct Executables {
    folder: PathBuf,
    is_temporary: bool,
}

impl Executables {
    /// Keeps them in the folder of what lasts, or else in one that goes with the cloud.
    pub(super) fn at(data: Option<&Path>, id: &str) -> Self {
        match data {
            Some(data) => Self::new(data.join("functions"), false),
            None => Self::new(std::env::temp_dir().join(format!("void-cloud-{id}")), true),
        }
    }

    /// Keeps them below `folder`.
    const fn new(folder: PathBuf, is_temporary: bool) -> Self {
        Self { folder, is_temporary }
    }

    /// What a file's content comes to.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    pub(super) fn digest(executable: &Path) -> io::Result<String> {
        let mut hasher = Sha256::new();
        let mut file = fs::File::open(executable)?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => hasher.update(&buffer[..read]),
            }
        }
        Ok(void_core::hex::encode(&hasher.finalize()))
    }

    /// Copies an executable, unless this content is there already, and gives the copy's path.
    ///
    /// # Errors
    ///
    /// When it can't be read, or the copy can't be written.
    pub(super) fn keep(&self, function: &str, executable: &Path, digest: &str) -> io::Result<PathBuf> {
        let folder = self.folder.join(function).join(digest);
        let name = executable.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let copy = folder.join(name);
        if copy.exists() {
            return Ok(copy);
        }
        fs::create_dir_all(&folder)?;
        // A copy that broke off is not taken for a whole one.
        let unfinished = folder.join("unfinished");
        fs::copy(executable, &unfinished)?;
        fs::rename(&unfinished, &copy)?;
        Ok(copy)
    }

    /// Removes every version of a function.
    pub(super) fn forget(&self, function: &str) {
        // What is left behind takes room, no more.
        let _ = fs::remove_dir_all(self.folder.join(function));
    }
}

impl Drop for Executables {
    fn drop(&mut self) {
        if self.is_temporary {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl fmt::Debug for Executables {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Executables").field(&self.folder).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Executables;

    #[test]
    fn a_copy_stays_as_it_was_when_the_original_changes() {
        let folder = std::env::temp_dir().join(format!("void-executables-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let original = folder.join("create-order");
        fs::write(&original, "one").unwrap();
        let executables = Executables::new(folder.join("kept"), true);

        let first = Executables::digest(&original).unwrap();
        let copy = executables.keep("create-order", &original, &first).unwrap();
        fs::write(&original, "two").unwrap();
        let second = Executables::digest(&original).unwrap();
        let other = executables.keep("create-order", &original, &second).unwrap();

        assert_ne!(first, second);
        assert_eq!(fs::read_to_string(&copy).unwrap(), "one");
        assert_eq!(fs::read_to_string(&other).unwrap(), "two");
        drop(executables);
        assert!(!copy.exists() && !other.exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
