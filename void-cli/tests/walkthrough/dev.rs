//! `void dev` on a function in Rust: what compiles is deployed, what doesn't is said, and Ctrl-C is heard while Cargo builds.

use crate::project::Project;

const CODE: &str = "functions/greet/src/lib.rs";

/// Goes on for as long as its folder has the file that it makes.
const SLOW_BUILD: &str = "fn main() {
    std::fs::write(\"building\", \"\").unwrap();
    println!(\"cargo::warning=it takes its time\");
    while std::path::Path::new(\"building\").exists() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
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

    project.write("functions/greet/build.rs", SLOW_BUILD);
    project.until_there("functions/greet/building");
    #[cfg(target_os = "linux")]
    assert_eq!(project.cargos(), 1);
    assert!(dev.interrupt(), "while Cargo builds");
    assert_eq!(project.cargos(), 0, "nor does Cargo go on");
    project.remove("functions/greet/building");
}
