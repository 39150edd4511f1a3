//! Runs the order system in one process and prints what happened.

mod arguments;
mod customers;

use std::process::ExitCode;

use void_core::Random;

use crate::arguments::{Command, HELP};

fn main() -> ExitCode {
    match Command::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => print!("{HELP}"),
        Ok(Command::Run { seed, orders }) => {
            for body in customers::orders(orders, &Random::from_seed(seed)) {
                println!("{body}");
            }
        }
        Err(message) => {
            eprintln!("order-system: {message}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
