//! `new`: what it writes, and what it refuses. That it builds and works is seen by the walkthrough.

use std::{fs, path::Path};

use crate::cloud::{Ran, command, folder};

fn new(place: &Path, arguments: &[&str]) -> Ran {
    let mut command = command("new");
    command.args(arguments).current_dir(place).env("PATH", std::env::var_os("PATH").unwrap());
    command.env("VOID_SDK_PATH", Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    Ran::of(command.output().unwrap())
}

#[test]
fn a_new_function_has_its_files_and_depends_on_the_sdk() {
    let place = folder("new-files");
    let made = new(&place, &["create-order", "--http", "POST /orders", "--path", "mine"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.out.contains("void deploy mine/create-order"), "{}", made.out);
    let read = |path: &str| fs::read_to_string(place.join("mine/create-order").join(path)).unwrap();
    assert!(read("void.yaml").contains("path: /orders\n      method: POST"), "{}", read("void.yaml"));
    assert!(read("src/main.rs").contains("use create_order::CreateOrder;"), "{}", read("src/main.rs"));
    assert!(read("Cargo.toml").contains("void-function-sdk = { path = "), "{}", read("Cargo.toml"));
    for path in ["void.yaml", "Cargo.toml", "src/main.rs", "src/lib.rs", "tests/handler.rs"] {
        assert!(!read(path).contains("{{"), "{path}: {}", read(path));
    }
}

#[test]
fn what_is_there_is_not_written_over() {
    let place = folder("new-there");
    fs::create_dir_all(place.join("functions/report")).unwrap();
    let refused = new(&place, &["report"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("there is something at functions/report already"), "{}", refused.err);
    assert!(fs::read_dir(place.join("functions/report")).unwrap().next().is_none());
}

#[test]
fn a_name_that_cannot_be_is_refused_before_anything_is_written() {
    let place = folder("new-wrong");
    for arguments in
        [&["2nd"] as &[&str], &["async"], &["a", "--http", "/orders"], &["a", "--queue", "no queue"]]
    {
        let refused = new(&place, arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {refused:?}");
    }
    let both = new(&place, &["a", "--queue", "q", "--stream", "s"]);
    assert_eq!(both.code, 2, "a function has one kind of event: {both:?}");
    assert!(!place.join("functions").exists());
}
