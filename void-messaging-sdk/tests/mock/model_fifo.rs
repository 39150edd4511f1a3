//! A FIFO queue against a model that is too simple to be wrong: a list of messages, looked through from end to end.

use std::time::Duration;

use proptest::prelude::*;
use void_core::Timestamp;
use void_messaging_sdk::mock::engine::{Code, Draft, Receive};

use crate::support::{World, draft, map, redrive_policy};

const LIMIT: u32 = 3;
const WINDOW: Duration = Duration::from_secs(300);

#[derive(Clone, Debug)]
enum Step {
    Send { group: u8, token: u8 },
    Receive { max: usize, visibility: u64 },
    Delete(usize),
    Hide(usize, u64),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..4_u8, 0..40_u8).prop_map(|(group, token)| Step::Send { group, token }),
        4 => (1..=10_usize, 0..40_u64).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        3 => any::<prop::sample::Index>().prop_map(|index| Step::Delete(index.index(64))),
        1 => (any::<prop::sample::Index>(), 0..60_u64)
            .prop_map(|(index, seconds)| Step::Hide(index.index(64), seconds)),
        3 => prop_oneof![4 => 0..20_000_u64, 1 => 0..400_000_u64].prop_map(Step::Pass),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Visible,
    InFlight(Timestamp),
    Gone,
    Dead,
}

#[derive(Debug)]
struct Known {
    group: u8,
    token: u8,
    sent_at: Timestamp,
    state: State,
    receives: u32,
}

impl Known {
    fn is_there(&self) -> bool {
        matches!(self.state, State::Visible | State::InFlight(_))
    }
}

struct Ticket {
    message: usize,
    receive: u32,
    handle: String,
}

#[derive(Default)]
struct Model {
    messages: Vec<Known>,
    by_group: bool,
}

impl Model {
    fn pass(&mut self, now: Timestamp) {
        for message in &mut self.messages {
            if matches!(message.state, State::InFlight(until) if until <= now) {
                message.state = State::Visible;
            }
        }
    }

    fn duplicate_of(&self, now: Timestamp, group: u8, token: u8) -> Option<usize> {
        self.messages.iter().rposition(|message| {
            message.token == token
                && (!self.by_group || message.group == group)
                && message.sent_at + WINDOW > now
        })
    }

    /// What a receive takes, and what it moves to the dead-letter queue: group by group, the one with the oldest message first.
    fn receive(&self, max: usize) -> (Vec<usize>, Vec<usize>) {
        let flying = |message: &&Known| matches!(message.state, State::InFlight(_));
        let mut closed: Vec<u8> = self.messages.iter().filter(flying).map(|message| message.group).collect();
        let (mut taken, mut dead) = (Vec::new(), Vec::new());
        let mut current = None;
        while taken.len() < max {
            let left = |number: &usize| {
                self.messages[*number].is_there() && !taken.contains(number) && !dead.contains(number)
            };
            let mut left = (0..self.messages.len()).filter(left);
            let next = left.clone().find(|number| Some(self.messages[*number].group) == current);
            let next = next.or_else(|| left.find(|number| !closed.contains(&self.messages[*number].group)));
            let Some(next) = next else { break };
            if self.messages[next].receives >= LIMIT {
                dead.push(next);
            } else {
                taken.push(next);
                current = Some(self.messages[next].group);
                closed.extend(current);
            }
        }
        (taken, dead)
    }
}

fn run(by_group: bool, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut world = World::new();
    world.queue("dead.fifo", &[]);
    let policy = redrive_policy(&world.engine, "dead.fifo", LIMIT);
    let scope = if by_group { "messageGroup" } else { "queue" };
    world.queue("q.fifo", &[("RedrivePolicy", &policy), ("DeduplicationScope", scope)]);
    world.engine.set_attributes(world.now, "q.fifo", &map(&[("MessageRetentionPeriod", "1209600")])).unwrap();
    let (mut model, mut tickets) = (Model { by_group, ..Model::default() }, Vec::<Ticket>::new());
    let mut sequences: Vec<u64> = Vec::new();
    for step in steps {
        match step {
            Step::Pass(milliseconds) => world.now = world.now + Duration::from_millis(milliseconds),
            Step::Send { group, token } => {
                let draft = Draft {
                    group: Some(group.to_string()),
                    deduplication_id: Some(token.to_string()),
                    ..draft(&model.messages.len().to_string())
                };
                let sent = world.engine.send(world.now, "q.fifo", draft).unwrap();
                match model.duplicate_of(world.now, group, token) {
                    Some(first) => {
                        prop_assert!(sent.message.is_none());
                        prop_assert_eq!(sent.sequence, Some(sequences[first]));
                    }
                    None => {
                        prop_assert!(sent.message.is_some(), "taken for a duplicate");
                        let sequence = sent.sequence.unwrap();
                        prop_assert!(sequences.last().is_none_or(|last| *last < sequence));
                        sequences.push(sequence);
                        let (sent_at, state) = (world.now, State::Visible);
                        model.messages.push(Known { group, token, sent_at, state, receives: 0 });
                    }
                }
            }
            Step::Receive { max, visibility } => {
                model.pass(world.now);
                let visibility = Duration::from_secs(visibility);
                let (expected, dead) = model.receive(max);
                let asked = Receive { max, visibility: Some(visibility), attempt: None };
                let received = world.engine.receive(world.now, "q.fifo", &asked).unwrap();
                let numbers: Vec<usize> =
                    received.iter().map(|received| received.message.body().parse().unwrap()).collect();
                prop_assert_eq!(&numbers, &expected);
                for received in &received {
                    let message: usize = received.message.body().parse().unwrap();
                    let known = &mut model.messages[message];
                    known.receives += 1;
                    known.state = State::InFlight(world.now + visibility);
                    tickets.push(Ticket {
                        message,
                        receive: known.receives,
                        handle: received.handle.clone(),
                    });
                }
                dead.into_iter().for_each(|message| model.messages[message].state = State::Dead);
            }
            Step::Delete(index) if index < tickets.len() => {
                model.pass(world.now);
                let Ticket { message, receive, handle } = &tickets[index];
                let deleted = world.engine.delete(world.now, "q.fifo", handle);
                let known = &mut model.messages[*message];
                match known.state {
                    State::InFlight(_) if known.receives == *receive => {
                        prop_assert!(deleted.unwrap().is_some());
                        known.state = State::Gone;
                    }
                    State::InFlight(_) | State::Visible => {
                        prop_assert_eq!(deleted.unwrap_err().code(), Code::InvalidParameterValue);
                    }
                    State::Gone | State::Dead => prop_assert!(deleted.unwrap().is_none()),
                }
            }
            Step::Hide(index, seconds) if index < tickets.len() => {
                model.pass(world.now);
                let Ticket { message, receive, handle } = &tickets[index];
                let visibility = Duration::from_secs(seconds);
                let changed = world.engine.change_visibility(world.now, "q.fifo", handle, visibility);
                let known = &mut model.messages[*message];
                match known.state {
                    State::InFlight(_) if known.receives == *receive => {
                        prop_assert_eq!(changed, Ok(()));
                        known.state = State::InFlight(world.now + visibility);
                    }
                    _ => prop_assert_eq!(changed.unwrap_err().code(), Code::MessageNotInflight),
                }
            }
            Step::Delete(_) | Step::Hide(..) => {}
        }
        model.pass(world.now);
        let count = |of: &dyn Fn(&Known) -> bool| model.messages.iter().filter(|message| of(message)).count();
        let in_flight = count(&|message| matches!(message.state, State::InFlight(_)));
        prop_assert_eq!(world.counts("q.fifo"), [count(&Known::is_there) - in_flight, in_flight, 0]);
        let dead = count(&|message| message.state == State::Dead);
        // The dead-letter queue keeps what came to it for four days, longer than any of these runs.
        prop_assert_eq!(world.counts("dead.fifo"), [dead, 0, 0]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Order within groups, blocked groups, duplicates by queue, expired handles, dead letters after exactly the limit.
    #[test]
    fn a_fifo_queue_does_what_the_model_does(steps in proptest::collection::vec(step(), 1..80)) {
        run(false, steps)?;
    }

    /// The same with duplicates by message group.
    #[test]
    fn deduplication_by_group_does_what_the_model_does(steps in proptest::collection::vec(step(), 1..80)) {
        run(true, steps)?;
    }
}
