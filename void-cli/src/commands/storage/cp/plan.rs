//! [`plan`]: what goes where, before anything is copied.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use void_storage_sdk::VoidStorageClient;

use super::place::Place;
use crate::{
    commands::{Context, storage::location::Location},
    exit::Exit,
    failure::Failure,
};

/// One transfer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Upload {
        file: PathBuf,
        size: u64,
        to: Location,
    },
    /// Of the standard input.
    UploadInput {
        to: Location,
    },
    Download {
        from: Location,
        size: Option<u64>,
        file: PathBuf,
    },
    Copy {
        from: Location,
        size: Option<u64>,
        to: Location,
    },
}

impl Step {
    /// How many bytes it has, where that is known before.
    pub(super) const fn size(&self) -> Option<u64> {
        match self {
            Self::Upload { size, .. } => Some(*size),
            Self::UploadInput { .. } => None,
            Self::Download { size, .. } | Self::Copy { size, .. } => *size,
        }
    }
}

/// Finds what there is to copy.
pub(super) async fn plan(
    context: &Context<'_>,
    client: &VoidStorageClient,
    from: &Place,
    to: &Place,
    recursive: bool,
) -> Result<Vec<Step>, Failure> {
    match (from, to, recursive) {
        (Place::File(folder), Place::Object(to), true) => folder_to(folder, to.in_bucket()?),
        (Place::File(file), Place::Object(to), false) => Ok(vec![file_to(file, to.in_bucket()?)?]),
        (Place::Standard, Place::Object(to), false) => {
            Ok(vec![Step::UploadInput { to: to.object()?.clone() }])
        }
        (Place::Object(from), to, true) => {
            let mut steps = Vec::new();
            for (key, size) in listed(context, client, from.in_bucket()?).await? {
                let relative = below(&key, &from.key).to_owned();
                let from = Location { bucket: from.bucket.clone(), key };
                match to {
                    Place::File(folder) => {
                        let file = folder.join(safe(&relative)?);
                        steps.push(Step::Download { from, size: Some(size), file });
                    }
                    Place::Object(to) => {
                        let to = Location { bucket: to.bucket.clone(), key: joined(&to.key, &relative) };
                        steps.push(Step::Copy { from, size: Some(size), to });
                    }
                    Place::Standard => {
                        return Err(Failure::usage("many objects do not go to the standard output"));
                    }
                }
            }
            Ok(steps)
        }
        (Place::Object(from), Place::File(to), false) => {
            let from = from.object()?.clone();
            let size = sized(context, client, &from).await?;
            let is_folder = to.is_dir() || to.as_os_str().as_encoded_bytes().ends_with(b"/");
            let file = if is_folder { to.join(safe(last(&from.key))?) } else { to.clone() };
            Ok(vec![Step::Download { from, size: Some(size), file }])
        }
        (Place::Object(from), Place::Object(to), false) => {
            let from = from.object()?.clone();
            let size = sized(context, client, &from).await?;
            let to = named(to.in_bucket()?, last(&from.key));
            Ok(vec![Step::Copy { from, size: Some(size), to }])
        }
        _ => Err(Failure::usage("this can't be copied so: see `void storage cp --help`")),
    }
}

fn file_to(file: &Path, to: &Location) -> Result<Step, Failure> {
    let found = fs::metadata(file).map_err(|error| Failure::file(file, &error))?;
    if found.is_dir() {
        return Err(Failure::usage(format!("{} is a folder: --recursive copies all of it", file.display())));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(Step::Upload { file: file.to_owned(), size: found.len(), to: named(to, &name) })
}

/// The files of a folder and its folders. Links to folders are left out, so that nothing goes round in circles.
fn folder_to(folder: &Path, to: &Location) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(current) = waiting.pop() {
        let failed = |error: io::Error| Failure::file(&current, &error);
        for entry in fs::read_dir(&current).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                waiting.push(path);
                continue;
            }
            let found = fs::metadata(&path).map_err(|error| Failure::file(&path, &error))?;
            if found.is_file() {
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                let to = Location { bucket: to.bucket.clone(), key: joined(&to.key, &key_of(relative)?) };
                steps.push(Step::Upload { size: found.len(), file: path, to });
            }
        }
    }
    steps.sort_by(|left, right| path_of(left).cmp(&path_of(right)));
    Ok(steps)
}

fn path_of(step: &Step) -> Option<&Path> {
    if let Step::Upload { file, .. } = step { Some(file) } else { None }
}

/// The keys below a prefix, with their sizes; the empty objects that stand for folders are none.
async fn listed(
    context: &Context<'_>,
    client: &VoidStorageClient,
    from: &Location,
) -> Result<Vec<(String, u64)>, Failure> {
    let objects =
        client.list_objects_v2(from.bucket.as_str()).prefix(from.key.as_str()).items().collect().await;
    let objects = match objects {
        Ok(objects) => objects,
        Err(error) => return Err(context.session.bucket_missing(&from.bucket, error).await),
    };
    let is_below = |key: &str| {
        let rest = key.strip_prefix(from.key.as_str());
        rest.is_some_and(|rest| from.key.is_empty() || from.key.ends_with('/') || rest.starts_with('/'))
    };
    let found: Vec<_> = objects
        .into_iter()
        .filter(|object| is_below(&object.key) && !object.key.ends_with('/'))
        .map(|object| (object.key, object.size))
        .collect();
    if found.is_empty() {
        return Err(Failure::new(Exit::NotFound, format!("there are no objects below {from}")));
    }
    Ok(found)
}

async fn sized(context: &Context<'_>, client: &VoidStorageClient, object: &Location) -> Result<u64, Failure> {
    match client.head_object(object.bucket.as_str(), object.key.as_str()).await {
        Ok(found) => Ok(found.content_length),
        Err(error) => Err(context.session.object_missing(object, error).await),
    }
}

/// Where something of that name goes: into what is a bucket or a folder, else in its place.
fn named(to: &Location, name: &str) -> Location {
    let is_folder = to.key.is_empty() || to.key.ends_with('/');
    let key = if is_folder { format!("{}{name}", to.key) } else { to.key.clone() };
    Location { bucket: to.bucket.clone(), key }
}

fn joined(prefix: &str, relative: &str) -> String {
    if prefix.is_empty() || prefix.ends_with('/') {
        format!("{prefix}{relative}")
    } else {
        format!("{prefix}/{relative}")
    }
}

/// What is left of a key below a prefix.
fn below<'k>(key: &'k str, prefix: &str) -> &'k str {
    let rest = key.strip_prefix(prefix).unwrap_or(key);
    if prefix.is_empty() || prefix.ends_with('/') { rest } else { rest.strip_prefix('/').unwrap_or(rest) }
}

fn last(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

fn key_of(relative: &Path) -> Result<String, Failure> {
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    let not_text = || Failure::usage(format!("{} is not UTF-8, which a key has to be", relative.display()));
    Ok(parts.ok_or_else(not_text)?.join("/"))
}

/// A key as a path that stays below the folder that it is put into.
fn safe(relative: &str) -> Result<&Path, Failure> {
    let path = Path::new(relative);
    let stays = relative.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && path.components().all(|part| matches!(part, Component::Normal(_)));
    if stays {
        return Ok(path);
    }
    Err(Failure::usage(format!("the key {relative:?} can't be a file: it would lead out of the folder")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_leads_out_of_the_folder() {
        for key in ["../a", "a/../../b", "/etc/passwd", "a//b", "a/./b", "", "a/.."] {
            assert!(safe(key).is_err(), "{key}");
        }
        assert_eq!(safe("a/b c/..d").unwrap(), Path::new("a/b c/..d"));
    }

    #[test]
    fn names_are_put_together_with_one_slash() {
        assert_eq!([joined("", "a"), joined("x", "a"), joined("x/", "a")], ["a", "x/a", "x/a"]);
        assert_eq!([below("x/a", "x"), below("x/a", "x/"), below("x/a", "")], ["a", "a", "x/a"]);
        let to = |key: &str| Location { bucket: "b".to_owned(), key: key.to_owned() };
        assert_eq!(
            [named(&to(""), "f").key, named(&to("x/"), "f").key, named(&to("x"), "f").key],
            ["f", "x/f", "x"]
        );
    }
}
