//! Runs the order system in one process, on time that passes at once, and prints what happened.

mod arguments;
mod customers;
mod report;
mod system;

use std::{num::NonZeroU32, process::ExitCode};

use crate::{
    arguments::{Command, HELP},
    report::Report,
    system::{BETWEEN_ORDERS, System},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Command::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => print!("{HELP}"),
        Ok(Command::Run { seed, orders }) => match run(seed, orders).await {
            Ok(report) => print!("{report}"),
            Err(error) => {
                eprintln!("order-system: {error}");
                return ExitCode::FAILURE;
            }
        },
        Err(message) => {
            eprintln!("order-system: {message}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

async fn run(seed: u64, orders: NonZeroU32) -> Result<Report, void_local::Error> {
    let system = System::deploy(seed).await?;
    let _logs = system.log_to_timeline();
    let answers = system.take_orders(orders).await?;
    system.settle().await?;
    let origin = system.cloud.timeline().origin();
    let since = [origin, origin + BETWEEN_ORDERS * (orders.get() / 2)];
    let audits = [(since[0], system.audit(since[0]).await?), (since[1], system.audit(since[1]).await?)];
    Ok(Report::of(&system, answers, audits.into()))
}

#[cfg(test)]
mod tests {
    use super::{NonZeroU32, run};

    async fn report(seed: u64, orders: u32) -> String {
        run(seed, NonZeroU32::new(orders).unwrap()).await.unwrap().to_string()
    }

    #[tokio::test]
    async fn shows_a_decline_its_retries_and_a_dead_letter() {
        let report = report(2, 6).await;
        for part in [
            r#"200 {"message":"Order created.","orderId":""#,
            "insufficient funds",
            "INFO an order is paid order_id=",
            "INFO an invoice is stored bucket=",
            "invoices: 5 objects",
            "is tried again in 1 s",
            "is tried again in 4 s",
            "went to order-events-dlq after attempt 4",
            "order-events-dlq: 1 dead letter",
            "PaymentError: the payment of",
            "the card has expired",
            "payment-events-dlq: empty",
            "order-ledger-dlq: empty",
            "put OrderPlaced",
            "invoked by order-ledger with OrderPlaced",
            "update-ledger",
            "INFO an event is booked order_id=",
            "audit-ledger       invoked by a direct call",
            "kept by update-ledger     6 orders",
            "read again from 0.000 s   6 orders",
            "read again from 0.750 s   3 orders",
            "6 orders: 5 paid, 1 dead-lettered; 6 parcels; 11 mails",
        ] {
            assert!(report.contains(part), "{part}\n{report}");
        }
    }

    #[tokio::test]
    async fn is_the_same_twice_under_one_seed() {
        assert_eq!(report(11, 20).await, report(11, 20).await);
        assert_ne!(report(11, 20).await, report(12, 20).await);
    }
}
