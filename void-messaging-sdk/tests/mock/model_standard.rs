//! A standard queue against a model that is too simple to be wrong: a list of messages, looked through from end to end.

use std::time::Duration;

use proptest::prelude::*;
use void_core::Timestamp;
use void_messaging_sdk::mock::engine::{Code, Draft, Receive};

use crate::support::{World, draft};

const LIMIT: u32 = 3;
const RETENTION: Duration = Duration::from_secs(600);

#[derive(Clone, Debug)]
enum Step {
    Send { delay: u64, group: Option<u8> },
    Receive { max: usize, visibility: u64 },
    Delete(usize),
    Hide(usize, u64),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (prop_oneof![3 => Just(0), 1 => 1..30_u64], proptest::option::of(0..4_u8))
            .prop_map(|(delay, group)| Step::Send { delay, group }),
        4 => (1..=10_usize, 0..40_u64).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        2 => any::<prop::sample::Index>().prop_map(|index| Step::Delete(index.index(64))),
        1 => (any::<prop::sample::Index>(), 0..60_u64)
            .prop_map(|(index, seconds)| Step::Hide(index.index(64), seconds)),
        3 => prop_oneof![4 => 0..20_000_u64, 1 => 0..400_000_u64].prop_map(Step::Pass),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Visible,
    InFlight(Timestamp),
    Delayed(Timestamp),
    Dead,
    Gone,
}

#[derive(Clone, Debug)]
struct Known {
    sent_at: Timestamp,
    state: State,
    receives: u32,
}

/// A receipt: which message, at which of its receives.
struct Ticket {
    message: usize,
    receive: u32,
    handle: String,
}

#[derive(Default)]
struct Model {
    messages: Vec<Known>,
}

impl Model {
    fn pass(&mut self, now: Timestamp) {
        for message in &mut self.messages {
            match message.state {
                State::InFlight(until) | State::Delayed(until) if until <= now => {
                    message.state = State::Visible;
                }
                _ => {}
            }
            if message.state != State::Gone && message.sent_at + RETENTION <= now {
                message.state = State::Gone;
            }
        }
    }

    fn count(&self, of: impl Fn(&Known) -> bool) -> usize {
        self.messages.iter().filter(|message| of(message)).count()
    }

    fn counts(&self) -> [usize; 3] {
        [
            self.count(|message| message.state == State::Visible),
            self.count(|message| matches!(message.state, State::InFlight(_))),
            self.count(|message| matches!(message.state, State::Delayed(_))),
        ]
    }
}

fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut world = World::new();
    world.queue_with_dead_letters("q", "dead", LIMIT);
    world
        .engine
        .set_attributes(world.now, "q", &crate::support::map(&[("MessageRetentionPeriod", "600")]))
        .unwrap();
    world
        .engine
        .set_attributes(world.now, "dead", &crate::support::map(&[("MessageRetentionPeriod", "600")]))
        .unwrap();
    let (mut model, mut tickets) = (Model::default(), Vec::<Ticket>::new());
    for step in steps {
        model.pass(world.now);
        match step {
            Step::Pass(milliseconds) => world.now = world.now + Duration::from_millis(milliseconds),
            Step::Send { delay, group } => {
                let delay = Duration::from_secs(delay);
                let draft = Draft {
                    delay: Some(delay),
                    group: group.map(|group| group.to_string()),
                    ..draft(&model.messages.len().to_string())
                };
                world.engine.send(world.now, "q", draft).unwrap();
                let state = if delay.is_zero() { State::Visible } else { State::Delayed(world.now + delay) };
                model.messages.push(Known { sent_at: world.now, state, receives: 0 });
            }
            Step::Receive { max, visibility } => {
                receive(&mut world, &mut model, &mut tickets, max, visibility)?;
            }
            Step::Delete(index) if index < tickets.len() => {
                let Ticket { message, receive, handle } = &tickets[index];
                let deleted = world.engine.delete(world.now, "q", handle).unwrap().is_some();
                let known = &mut model.messages[*message];
                // The handle of the latest receive deletes, even when its time is over.
                let current = known.receives == *receive && !matches!(known.state, State::Dead | State::Gone);
                prop_assert_eq!(deleted, current);
                if current {
                    known.state = State::Gone;
                }
            }
            Step::Hide(index, seconds) if index < tickets.len() => {
                let Ticket { message, receive, handle } = &tickets[index];
                let until = world.now + Duration::from_secs(seconds);
                let changed =
                    world.engine.change_visibility(world.now, "q", handle, Duration::from_secs(seconds));
                let known = &mut model.messages[*message];
                match known.state {
                    State::InFlight(_) if known.receives == *receive => {
                        prop_assert_eq!(changed, Ok(()));
                        known.state = State::InFlight(until);
                    }
                    _ => prop_assert_eq!(changed.unwrap_err().code(), Code::MessageNotInflight),
                }
            }
            Step::Delete(_) | Step::Hide(..) => {}
        }
        model.pass(world.now);
        prop_assert_eq!(world.counts("q"), model.counts());
        prop_assert_eq!(world.counts("dead"), [model.count(|message| message.state == State::Dead), 0, 0]);
        check_wakeup(&world, &model)?;
    }
    // Nothing is lost: what is not gone by the model is there, in one queue or the other.
    let there = world.engine.look(world.now, "q").unwrap().len()
        + world.engine.look(world.now, "dead").unwrap().len();
    prop_assert_eq!(there, model.count(|message| message.state != State::Gone));
    Ok(())
}

fn receive(
    world: &mut World,
    model: &mut Model,
    tickets: &mut Vec<Ticket>,
    max: usize,
    visibility: u64,
) -> Result<(), TestCaseError> {
    let visibility = Duration::from_secs(visibility);
    let asked = Receive { max, visibility: Some(visibility), attempt: None };
    let received = world.engine.receive(world.now, "q", &asked).unwrap();
    let ready = model.count(|message| message.state == State::Visible && message.receives < LIMIT);
    prop_assert_eq!(received.len(), ready.min(max));
    for received in &received {
        let message: usize = received.message.body().parse().unwrap();
        let known = &mut model.messages[message];
        prop_assert_eq!(
            known.state,
            State::Visible,
            "message {} was received while it was not visible",
            message
        );
        prop_assert!(known.receives < LIMIT, "message {} was received once too often", message);
        known.receives += 1;
        prop_assert_eq!(received.receive_count, known.receives);
        known.state = State::InFlight(world.now + visibility);
        tickets.push(Ticket { message, receive: known.receives, handle: received.handle.clone() });
    }
    // Which of the exhausted ones a receive comes across depends on the order, which the queue is free in.
    for dead in world.engine.look(world.now, "dead").unwrap() {
        let known = &mut model.messages[dead.message.body().parse::<usize>().unwrap()];
        if known.state != State::Dead {
            prop_assert_eq!((known.state, known.receives), (State::Visible, LIMIT));
            known.state = State::Dead;
        }
        prop_assert_eq!(dead.message.sent_at, known.sent_at);
    }
    Ok(())
}

fn check_wakeup(world: &World, model: &Model) -> Result<(), TestCaseError> {
    let due = model.messages.iter().filter_map(|message| match message.state {
        State::Gone => None,
        State::InFlight(until) | State::Delayed(until) => Some(until.min(message.sent_at + RETENTION)),
        State::Visible | State::Dead => Some(message.sent_at + RETENTION),
    });
    let due = due.min().map(|due| due.max(world.now));
    prop_assert_eq!(world.engine.next_wakeup(world.now), due);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// No loss, no delivery while invisible, exact counts, dead-lettered after exactly the limit, woken exactly when due.
    #[test]
    fn a_standard_queue_does_what_the_model_does(steps in proptest::collection::vec(step(), 1..80)) {
        run(steps)?;
    }
}
