//! [`Place`]: where something is copied from, or to.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{commands::storage::location::Location, failure::Failure};

/// A file or folder of this machine, an object, or the standard input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    File(PathBuf),
    Object(Location),
    Standard,
}

/// What a text can be by itself.
enum Looks {
    Like(Place),
    Either,
}

/// Reads what is copied, and where to.
pub(super) fn places(from: &str, to: &str) -> Result<(Place, Place), Failure> {
    let places = match (looks(from), looks(to)) {
        (Looks::Like(from), Looks::Like(to)) => (from, to),
        (Looks::Like(from), Looks::Either) => {
            let to = if matches!(from, Place::Object(_)) { file(to) } else { object(to) };
            (from, to)
        }
        (Looks::Either, Looks::Like(to)) => {
            let from = if matches!(to, Place::Object(_)) { file(from) } else { object(from) };
            (from, to)
        }
        (Looks::Either, Looks::Either) if Path::new(from).exists() => (file(from), object(to)),
        (Looks::Either, Looks::Either) => (object(from), file(to)),
    };
    if matches!(places, (Place::Object(_), _) | (_, Place::Object(_))) {
        return Ok(places);
    }
    Err(Failure::usage(format!(
        "neither {from} nor {to} is an object: one is named bucket/key or s3://bucket/key"
    )))
}

fn looks(text: &str) -> Looks {
    match text {
        "-" => Looks::Like(Place::Standard),
        text if Location::is_explicit(text) => Looks::Like(object(text)),
        text if text.starts_with(['/', '.', '~']) || Path::new(text).is_absolute() => Looks::Like(file(text)),
        _ => Looks::Either,
    }
}

fn file(text: &str) -> Place {
    Place::File(PathBuf::from(text))
}

fn object(text: &str) -> Place {
    let Ok(location) = text.parse();
    Place::Object(location)
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Object(location) => write!(formatter, "{location}"),
            Self::Standard => formatter.write_str("-"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_outright_decides_on_the_other() {
        let remote = object("films/a");
        for (from, to) in [("./a", "films/a"), ("a", "s3://films/a"), ("/tmp/a", "s3://films/a")] {
            let read = places(from, to).unwrap();
            assert!(matches!(read.0, Place::File(_)) && read.1 == remote, "{from} {to}");
        }
        for (from, to) in [("films/a", "./a"), ("s3://films/a", "a"), ("films/a", "nowhere/a")] {
            let read = places(from, to).unwrap();
            assert!(read.0 == remote && matches!(read.1, Place::File(_)), "{from} {to}");
        }
        assert_eq!(places("-", "films/a").unwrap(), (Place::Standard, remote.clone()));
        assert_eq!(places("films/a", "-").unwrap(), (remote.clone(), Place::Standard));
        assert_eq!(places("s3://films/a", "s3://films/a").unwrap(), (remote.clone(), remote));
    }

    #[test]
    fn a_file_that_is_there_is_meant() {
        let read = places("Cargo.toml", "films/a").unwrap();
        assert_eq!(read, (file("Cargo.toml"), object("films/a")));
    }

    #[test]
    fn one_of_the_two_is_an_object() {
        assert!(places("./a", "/b").unwrap_err().message.contains("neither ./a nor /b"));
        assert!(places("-", "./b").is_err());
    }
}
