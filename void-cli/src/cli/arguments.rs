//! [`Cli`]: the whole command line.

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser};

use super::Global;
use crate::commands::Command;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed: the service, a file or a function says why
  2  used wrongly: an argument, a name or a setting that can't be
  3  not found: the queue, stream, bucket or object
  4  refused: the credentials are not known, or may not do this
  5  unreachable: there is no answer from the endpoint

Examples:
  void queue create order-events-queue --visibility-timeout 30
  void queue send order-events-queue '{\"order_id\":\"A-1\"}'
  void queue list --output json
  void --endpoint aws --profile production storage ls";

/// Queues, streams and buckets of Void Cloud: of the local cloud unless told otherwise, of any endpoint that speaks the
/// protocols of SQS, Kinesis and S3.
///
/// Results go to the standard output, as tables for people or as JSON for scripts (`--output json`: one document, or one
/// line for each record of `stream tail`). Errors, warnings and progress go to the standard error; errors of
/// `--output json` are JSON as well: {"error": {"code", "message", "hint", "exit_code"}}.
#[derive(Debug, Parser)]
#[command(name = "void", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads the process's arguments; ends the process for `--help`, `--version` and for what can't be read.
    pub(crate) fn read() -> Self {
        // What clap prints of its own has to know before the arguments are read.
        let plain =
            std::env::args_os().skip(1).take_while(|word| word != "--").any(|word| word == "--no-color");
        let color = if plain { ColorChoice::Never } else { ColorChoice::Auto };
        let matches = Self::command().color(color).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command that has no subcommands, with its path.
    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            if sub.has_subcommands() {
                leaves(sub, &path, found);
            } else {
                let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
                found.push((path, help));
            }
        }
    }

    /// Splits a line as a shell does, as far as the examples go: blanks and single quotes.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![];
        for (index, part) in line.split('\'').enumerate() {
            if index % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example_that_can_be_typed() {
        let mut found = vec![("void".to_owned(), EXIT_CODES.to_owned())];
        leaves(&Cli::command(), "void", &mut found);
        for (path, help) in found {
            let examples: Vec<_> = help.lines().filter(|line| line.starts_with("  void ")).collect();
            assert!(help.contains("Example") && !examples.is_empty(), "{path} has no example: {help}");
            for example in examples {
                let example = example.split(" | ").next().unwrap_or_default();
                let example = example.split([';', '>', '<']).next().unwrap_or_default();
                assert!(example.contains(&path["void".len()..]), "{path}: {example}");
                if let Err(error) = Cli::try_parse_from(words(example)) {
                    panic!("{path}: {example}: {error}");
                }
            }
        }
    }
}
