//! Any text as `void.yaml`: a manifest, or problems that can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use void_local::manifest::FunctionManifest;

fuzz_target!(|text: &str| {
    match FunctionManifest::parse("void.yaml", text) {
        Ok(manifest) => drop(format!("{manifest:?}")),
        Err(error) => {
            assert!(!error.to_string().is_empty());
        }
    }
});
