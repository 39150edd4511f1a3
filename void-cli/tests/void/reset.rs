//! `void reset`.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::{
    cloud::{Ran, command, folder},
    functions::free_port,
};

#[test]
fn the_local_cloud_is_emptied_and_stays_so_after_a_kill() {
    let place = folder("reset");
    fs::create_dir_all(place.join("functions")).unwrap();
    let (port, http_port) = (free_port(), free_port());
    let endpoint = format!("http://127.0.0.1:{port}");
    let run = |arguments: &str| {
        let mut command = command(arguments);
        Ran::of(command.current_dir(&place).env("AWS_ENDPOINT_URL", &endpoint).output().unwrap())
    };
    let status = || serde_json::from_str::<Value>(&run("status --output json").out).unwrap();
    let up = format!("up --port {port} --http-port {http_port} --data kept");
    assert_eq!(run(&up).code, 0);
    assert_eq!(run("queue create orders").code, 0);
    assert_eq!(run("queue send orders kept?").code, 0);

    let refused = run("reset");
    assert_eq!(refused.code, 2, "nobody is at a terminal: {refused:?}");
    assert!(refused.err.contains("`void reset --yes` does not ask"), "{}", refused.err);
    assert_eq!(status()["counts"]["queues"], 1);
    assert_eq!(run("reset --yes").out, "emptied local cloud\n");
    let nothing = json!({ "functions": 0, "queues": 0, "streams": 0, "buckets": 0 });
    assert_eq!(status()["counts"], nothing);

    assert!(Command::new("kill").args(["-9", &status()["pid"].to_string()]).status().unwrap().success());
    assert_eq!(run(&up).code, 0);
    assert_eq!(status()["counts"], nothing);
    assert_eq!(run("down").code, 0);
}

#[test]
fn only_a_local_cloud_is_emptied() {
    let refused = Ran::of(command("reset --yes --endpoint aws").output().unwrap());
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("this is for a local cloud"), "{}", refused.err);
}
