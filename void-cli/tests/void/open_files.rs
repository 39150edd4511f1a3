//! How many files a local cloud may have open.
#![cfg(target_os = "linux")]

use std::{fs, process::Command};

use serde_json::Value;

use crate::{
    cloud::{Ran, command, folder},
    functions::free_port,
};

#[test]
fn a_cloud_raises_the_few_open_files_that_a_shell_allows() {
    let place = folder("open-files");
    // Its state is kept here then, and not in the repository's root.
    fs::create_dir_all(place.join("functions")).unwrap();
    let (port, http_port) = (free_port(), free_port());
    let up = command(&format!("up --ephemeral --port {port} --http-port {http_port}"));
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "ulimit -Sn 64 && exec \"$0\" \"$@\""]).arg(up.get_program()).args(up.get_args());
    let ran = Ran::of(shell.current_dir(&place).env_clear().env("TMPDIR", &place).output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");

    let run = |arguments: &str| {
        let mut command = command(arguments);
        Ran::of(command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")).output().unwrap())
    };
    let status: Value = serde_json::from_str(&run("status --output json").out).unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", status["pid"])).unwrap();
    assert_eq!(run("down").code, 0);
    let open_files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let limits: Vec<u64> = open_files.split_whitespace().filter_map(|limit| limit.parse().ok()).collect();
    assert_eq!(limits[0], limits[1].min(65_536), "{open_files}");
}
