//! [`Report`]: what happened, for a person.

use std::fmt;

use audit_ledger::Audit;
use order_events::{Balance, Money};
use send_notification::Occasion;
use void_core::Timestamp;
use void_local::Timeline;
use void_messaging_sdk::mock::{MockQueue, QueuedMessage};

use crate::system::{Exchange, System};

const DEAD_LETTER_QUEUES: [&str; 3] = ["order-events-dlq", "payment-events-dlq", "order-ledger-dlq"];

/// Everything that is printed.
#[derive(Debug)]
pub(crate) struct Report {
    seed: u64,
    exchanges: Vec<Exchange>,
    timeline: Timeline,
    dead_letters: Vec<(MockQueue, Vec<QueuedMessage>)>,
    invoices: Vec<String>,
    paid: usize,
    parcels: usize,
    mails: usize,
    balance: Balance,
    audits: Vec<(Timestamp, Audit)>,
}

impl Report {
    pub(crate) fn of(system: &System, exchanges: Vec<Exchange>, audits: Vec<(Timestamp, Audit)>) -> Self {
        let queues = DEAD_LETTER_QUEUES.map(|name| system.cloud.queue(name));
        let mails = system.outbox.mails();
        Self {
            seed: system.cloud.seed(),
            exchanges,
            timeline: system.cloud.timeline(),
            dead_letters: queues.map(|queue| (queue.clone(), queue.messages())).into(),
            invoices: system.cloud.bucket("invoices").keys(),
            paid: mails.iter().filter(|mail| mail.key.occasion == Occasion::Paid).count(),
            parcels: system.carrier.booked(),
            mails: mails.len(),
            balance: system.ledger.balance(),
            audits,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "Orders\n")?;
        for Exchange { order, response } in &self.exchanges {
            writeln!(formatter, "  POST /orders {order}")?;
            let answer = String::from_utf8_lossy(response.body.as_bytes());
            writeln!(formatter, "  → {} {answer}", response.status_code.as_u16())?;
        }
        writeln!(formatter, "\nTimeline\n\n{}", self.timeline)?;
        writeln!(formatter, "Dead letters\n")?;
        for (queue, messages) in &self.dead_letters {
            write_dead_letters(formatter, queue, messages)?;
        }
        writeln!(formatter, "\nLedger\n")?;
        write_balance(formatter, "kept by update-ledger", &self.balance)?;
        for (since, audit) in &self.audits {
            let since = since.since(self.timeline.origin()).as_secs_f64();
            write_balance(formatter, &format!("read again from {since:.3} s"), &audit.balance)?;
        }
        writeln!(formatter, "\nBuckets\n\n  invoices: {} objects", self.invoices.len())?;
        let Self { seed, exchanges, paid, parcels, mails, .. } = self;
        let dead: usize = self.dead_letters.iter().map(|(_, messages)| messages.len()).sum();
        writeln!(
            formatter,
            "\n{} orders: {paid} paid, {dead} dead-lettered; {parcels} parcels; {mails} mails; seed {seed}",
            exchanges.len(),
        )
    }
}

fn write_balance(formatter: &mut fmt::Formatter<'_>, what: &str, balance: &Balance) -> fmt::Result {
    let Balance { orders, ordered, paid, unpaid } = balance;
    let [ordered, paid] =
        [ordered, paid].map(|sum| sum.map_or_else(|| "-".to_owned(), |sum: Money| sum.to_string()));
    writeln!(formatter, "  {what:<24}  {orders} orders: {ordered} ordered, {paid} paid, {unpaid} unpaid")
}

fn write_dead_letters(
    formatter: &mut fmt::Formatter<'_>,
    queue: &MockQueue,
    messages: &[QueuedMessage],
) -> fmt::Result {
    match messages {
        [] => writeln!(formatter, "  {}: empty", queue.name())?,
        [_] => writeln!(formatter, "  {}: 1 dead letter", queue.name())?,
        _ => writeln!(formatter, "  {}: {} dead letters", queue.name(), messages.len())?,
    }
    messages.iter().try_for_each(|message| write_dead_letter(formatter, message))
}

fn write_dead_letter(formatter: &mut fmt::Formatter<'_>, message: &QueuedMessage) -> fmt::Result {
    writeln!(
        formatter,
        "    {} {}",
        message.attribute("EventType").unwrap_or("message"),
        message.message_id()
    )?;
    if let Some(letter) = message.dead_letter() {
        let subscription = letter.subscription.as_deref().unwrap_or("a receiver");
        writeln!(formatter, "      from      {}, where {subscription} could not handle it", letter.source)?;
    }
    if let Some(cause) = message.dead_letter_cause() {
        writeln!(formatter, "      cause     {}: {}", cause.error_type, cause.error)?;
        writeln!(formatter, "      attempts  {}", cause.attempts)?;
        writeln!(formatter, "      request   {}", cause.request_id.as_deref().unwrap_or("-"))?;
        writeln!(formatter, "      trace     {}", cause.trace_id.as_deref().unwrap_or("-"))?;
    }
    writeln!(formatter, "      body      {}", message.body())
}
