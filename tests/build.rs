//! Makes doctests of the root README's code: a test is run where rustdoc would only compile it, and a `main` that runs on a
//! host is compiled and not run.

use std::{env, error::Error, fs, path::Path};

const TEST: &str = "#[tokio::test(start_paused = true)]";
const RUN: &str = "#[tokio::main(flavor = \"current_thread\", start_paused = true)]";

fn main() -> Result<(), Box<dyn Error>> {
    let here = env::var("CARGO_MANIFEST_DIR")?;
    let readme = Path::new(&here).join("../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    let examples = format!("include_str!(\"{here}/../examples/void-order-eda/");
    let text = fs::read_to_string(readme)?
        .replace("async fn main()", "async fn function_main()")
        .replace("include_str!(\"../../", &examples);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("README.md"), tests_to_mains(&text))?;
    Ok(())
}

fn tests_to_mains(text: &str) -> String {
    let mut is_test = false;
    let mut lines = String::new();
    for line in text.lines() {
        let line = match line {
            TEST => RUN,
            _ if is_test => "async fn main() {",
            _ => line,
        };
        is_test = line == RUN;
        lines.extend([line, "\n"]);
    }
    lines
}
