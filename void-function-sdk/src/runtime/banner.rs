//! What a function says when somebody starts it where no host is.

use std::path::Path;

/// How to run `program`, for the person who started it by hand.
pub(super) fn banner(program: &str) -> String {
    let name = Path::new(program).file_name().map_or("function".into(), |name| name.to_string_lossy());
    format!(
        "\
{name} is a Void function: a host starts it, hands it events and takes its answers.
There is no host here: neither VOID_RUNTIME_API nor AWS_LAMBDA_RUNTIME_API is set.

To run it:
  in a test             call its handler with an event and `VoidContext::for_test()`
  in a whole system     deploy it and its void.yaml to `LocalCloud`, of the crate void-local
  under a local host    VOID_RUNTIME_API=localhost:9001 {program}
  on AWS Lambda         as the `bootstrap` of a function with the runtime provided.al2023
"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_the_function_and_how_to_run_it() {
        let text = super::banner("target/debug/create-order");
        assert!(text.starts_with("create-order is a Void function"), "{text}");
        assert!(text.contains("VOID_RUNTIME_API=localhost:9001 target/debug/create-order\n"), "{text}");
    }
}
