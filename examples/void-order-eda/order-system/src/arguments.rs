//! [`Command`]: what was typed after `order-system`.

use std::num::NonZeroU32;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Runs the order system in one process and prints what happened.

Usage: order-system [--seed NUMBER] [--orders NUMBER]

  --seed NUMBER    decides ids, latencies and declined payments [default: 2]
  --orders NUMBER  how many customers order, 1 to 1000 [default: 6]
";

const DEFAULT_SEED: u64 = 2;
const DEFAULT_ORDERS: u32 = 6;
const MOST_ORDERS: u32 = 1_000;

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Orders under a seed.
    Run {
        /// Decides everything that is left to chance.
        seed: u64,
        /// How many customers order.
        orders: NonZeroU32,
    },
    /// Print [`HELP`].
    Help,
}

impl Command {
    /// Reads the arguments, the program's name not among them. The error is a line for the person who typed them.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let (mut seed, mut orders) = (DEFAULT_SEED, DEFAULT_ORDERS);
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--seed" => seed = number(&name, value.or_else(|| arguments.next()))?,
                "--orders" => orders = number(&name, value.or_else(|| arguments.next()))?,
                _ => return Err(format!("unknown argument `{name}`; --help shows those there are")),
            }
        }
        let orders = NonZeroU32::new(orders)
            .filter(|orders| orders.get() <= MOST_ORDERS)
            .ok_or_else(|| format!("--orders takes 1 to {MOST_ORDERS}, not {orders}"))?;
        Ok(Self::Run { seed, orders })
    }
}

fn number<N: std::str::FromStr>(name: &str, value: Option<String>) -> Result<N, String> {
    let value = value.ok_or_else(|| format!("{name} needs a number"))?;
    value.parse().map_err(|_| format!("{name} needs a number, not `{value}`"))
}

#[cfg(test)]
mod tests {
    use super::{Command, NonZeroU32};

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    fn run(seed: u64, orders: u32) -> Command {
        Command::Run { seed, orders: NonZeroU32::new(orders).unwrap() }
    }

    #[test]
    fn reads_what_was_typed() {
        assert_eq!(parse(""), Ok(run(2, 6)));
        assert_eq!(parse("--orders 20 --seed=3"), Ok(run(3, 20)));
        assert_eq!(parse("--seed 3 -h"), Ok(Command::Help));
    }

    #[test]
    fn says_what_is_wrong() {
        for (line, message) in [
            ("--sed 1", "unknown argument `--sed`"),
            ("--seed", "--seed needs a number"),
            ("--seed x", "not `x`"),
            ("--orders 0", "1 to 1000"),
            ("--orders 1001", "1 to 1000"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
