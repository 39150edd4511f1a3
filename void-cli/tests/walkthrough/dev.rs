//! `void dev` on a function in Rust: what compiles is deployed, what doesn't is said, and Ctrl-C is heard while Cargo builds.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

use crate::project::{LONGEST_SILENCE, Project};

const CODE: &str = "functions/greet/src/lib.rs";

/// A build script that goes on for as long as the connection that it makes.
const SLOW_BUILD: &str = "use std::{io::Read, net::TcpStream};

fn main() {
    let mut connection = TcpStream::connect(\"ADDRESS\").unwrap();
    let _ = connection.read(&mut [0]);
}
";

#[test]
fn what_compiles_is_deployed_again_and_ctrl_c_ends_a_build() {
    let project = Project::new();
    project.void(&["new", "greet"]);
    let mut dev = project.dev();
    dev.says("created   greet");
    assert!(project.void(&["invoke", "greet", r#"{"name":"Ann"}"#]).contains("Hello, Ann."));
    let line = dev.says("name=Ann");
    assert!(line.contains("greet a call"), "{line}");

    project.replace(CODE, "\"Hello, {}.\"", "\"Goodbye, {}.\", nobody");
    let said = dev.complains("not all of these were built: greet");
    assert!(said.contains("cannot find value `nobody`") && said.contains("lib.rs:"), "{said}");
    assert!(
        project.void(&["invoke", "greet", "{}"]).contains("Hello, everybody."),
        "the old version goes on"
    );

    project.replace(CODE, ", nobody", "");
    dev.says("changed   greet");
    assert!(project.void(&["invoke", "greet", "{}"]).contains("Goodbye, everybody."));

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    project.write("functions/greet/build.rs", &SLOW_BUILD.replace("ADDRESS", &address));
    let building = accepted(listener);
    #[cfg(target_os = "linux")]
    assert_eq!(project.cargos(), 1);
    assert!(dev.interrupt(), "while Cargo builds");
    assert_eq!(project.cargos(), 0, "nor does Cargo go on");
    drop(building);
}

/// The connection that comes.
fn accepted(listener: TcpListener) -> TcpStream {
    let (sender, connections) = mpsc::channel();
    thread::spawn(move || listener.accept().map(|(connection, _)| sender.send(connection)));
    connections.recv_timeout(LONGEST_SILENCE).unwrap()
}
