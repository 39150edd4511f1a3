//! Runs the order system in one process and prints what happened.

fn main() {}
