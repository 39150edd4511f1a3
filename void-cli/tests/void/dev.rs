//! `void dev`.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    cloud::{Ran, command, folder},
    functions::{MANIFEST, RUNTIME, free_port, make_executable},
};

/// Ends the command, if the test has not.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Reads on until a line has `part` in it, and gives that line.
fn line_with(lines: &mut impl Iterator<Item = std::io::Result<String>>, part: &str) -> String {
    let line = lines.map(|line| line.unwrap()).find(|line| line.contains(part));
    line.unwrap_or_else(|| panic!("it ended without {part}"))
}

#[test]
fn what_changes_is_deployed_again_and_what_is_wrong_keeps_the_old_version() {
    let place = folder("dev");
    let functions = place.join("functions/echo");
    fs::create_dir_all(&functions).unwrap();
    fs::write(functions.join("void.yaml"), MANIFEST).unwrap();
    fs::write(functions.join("run.sh"), RUNTIME).unwrap();
    make_executable(&functions.join("run.sh"));
    let (port, http_port) = (free_port(), free_port());
    let path = std::env::var_os("PATH").unwrap();
    let endpoint = format!("http://127.0.0.1:{port}");
    let start = command(&format!("dev --ephemeral --port {port} --http-port {http_port}"))
        .current_dir(&place)
        .env("PATH", &path)
        .env("TMPDIR", &place)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut dev = Running(start.unwrap());
    let mut out = BufReader::new(dev.0.stdout.take().unwrap()).lines();
    let mut err = BufReader::new(dev.0.stderr.take().unwrap()).lines();
    let invoke = || {
        let mut command = command("invoke echo 1");
        Ran::of(command.env("AWS_ENDPOINT_URL", &endpoint).output().unwrap())
    };
    line_with(&mut out, "created   echo");
    assert_eq!(invoke().code, 0);
    let line = line_with(&mut out, "got it");
    assert!(line.contains("WARN  echo got it mode=plain"), "{line}");

    fs::write(functions.join("void.yaml"), MANIFEST.replace("handler:", "handlr:")).unwrap();
    let said = line_with(&mut err, "did you mean `handler`?");
    assert!(said.contains("functions/echo/void.yaml:3"), "{said}");
    assert_eq!(invoke().code, 0);
    assert!(line_with(&mut out, "got it").contains("mode=plain"), "the old version goes on");

    fs::write(functions.join("void.yaml"), MANIFEST.replace("MODE: plain", "MODE: new")).unwrap();
    line_with(&mut out, "changed   echo");
    assert_eq!(invoke().code, 0);
    assert!(line_with(&mut out, "got it").contains("mode=new"));

    fs::write(functions.join("run.sh"), RUNTIME.replace("got it", "has it")).unwrap();
    line_with(&mut out, "changed   echo");
    assert_eq!(invoke().code, 0);
    line_with(&mut out, "has it");

    let interrupted = Command::new("kill").args(["-INT", &dev.0.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert!(dev.0.wait().unwrap().success(), "Ctrl-C ends it as it should");
}
