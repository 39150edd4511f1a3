//! [`NotificationRule`]: of which events which destination is told.

use serde::{Deserialize, Serialize};

use super::NotificationEvent;
use crate::wire::{
    Invalid, structure,
    xml::{Group, Member, Node, Slot, Writer},
};

/// Who is told, by its ARN.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotificationDestination {
    /// A queue.
    Queue(String),
    /// A topic.
    Topic(String),
    /// A function, which is invoked.
    Function(String),
}

impl NotificationDestination {
    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        match self {
            Self::Queue(arn) | Self::Topic(arn) | Self::Function(arn) => arn,
        }
    }

    /// The element that a rule of this kind is, and the one in it that has the ARN.
    const fn elements(&self) -> (&'static str, &'static str) {
        match self {
            Self::Queue(_) => ("QueueConfiguration", "Queue"),
            Self::Topic(_) => ("TopicConfiguration", "Topic"),
            Self::Function(_) => ("CloudFunctionConfiguration", "CloudFunction"),
        }
    }
}

/// Of which events which destination is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationRule {
    /// What the rule is called. The service makes an id where there is none.
    pub id: Option<String>,
    /// Who is told.
    pub destination: NotificationDestination,
    /// Of what.
    pub events: Vec<NotificationEvent>,
    /// Only of objects whose keys start so.
    pub prefix: Option<String>,
    /// Only of objects whose keys end so.
    pub suffix: Option<String>,
}

impl NotificationRule {
    /// Tells `destination` of `events`.
    pub fn new(
        destination: NotificationDestination,
        events: impl IntoIterator<Item = impl Into<NotificationEvent>>,
    ) -> Self {
        let events = events.into_iter().map(Into::into).collect();
        Self { id: None, destination, events, prefix: None, suffix: None }
    }

    /// Sends messages to a queue.
    pub fn to_queue(
        arn: impl Into<String>,
        events: impl IntoIterator<Item = impl Into<NotificationEvent>>,
    ) -> Self {
        Self::new(NotificationDestination::Queue(arn.into()), events)
    }

    /// Sends messages to a topic.
    pub fn to_topic(
        arn: impl Into<String>,
        events: impl IntoIterator<Item = impl Into<NotificationEvent>>,
    ) -> Self {
        Self::new(NotificationDestination::Topic(arn.into()), events)
    }

    /// Invokes a function.
    pub fn to_function(
        arn: impl Into<String>,
        events: impl IntoIterator<Item = impl Into<NotificationEvent>>,
    ) -> Self {
        Self::new(NotificationDestination::Function(arn.into()), events)
    }

    /// What the rule is called.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Only of objects whose keys start so.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Only of objects whose keys end so.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }

    /// Writes it, with these names for the two rules of its filter.
    pub(super) fn write(&self, names: [&str; 2], writer: &mut Writer) {
        let (element, arn) = self.destination.elements();
        writer.element(element, |writer| {
            Member::write(&self.id, "Id", writer);
            Member::write(&self.destination.arn().to_owned(), arn, writer);
            Member::write(&self.events, "Event", writer);
            Member::write(&Filter::of(self, names), "Filter", writer);
        });
    }

    fn read(node: Node<'_, '_>, destination: fn(String) -> NotificationDestination) -> Result<Self, Invalid> {
        let arn_in = destination(String::new()).elements().1;
        let (mut id, mut arn) = (Slot::default(), Slot::default());
        let (mut events, mut filter) = (Slot::default(), Slot::<Option<Filter>>::default());
        node.children(|node| match node.name() {
            "Id" => Member::accept(&mut id, node),
            "Event" => Member::accept(&mut events, node),
            "Filter" => Member::accept(&mut filter, node),
            name if name == arn_in => Member::accept(&mut arn, node),
            _ => node.skip(),
        })?;
        let key = Member::finish(filter, "Filter")?.and_then(|filter| filter.key).unwrap_or_default();
        let (prefix, suffix) = key.into_pair()?;
        let destination = destination(Member::finish(arn, arn_in)?);
        Ok(Self {
            id: Member::finish(id, "Id")?,
            destination,
            events: Member::finish(events, "Event")?,
            prefix,
            suffix,
        })
    }
}

impl Group for Vec<NotificationRule> {
    fn write(&self, writer: &mut Writer) {
        self.iter().for_each(|rule| rule.write(["prefix", "suffix"], writer));
    }

    fn accept(&mut self, node: Node<'_, '_>) -> Result<(), Invalid> {
        let destination = match node.name() {
            "QueueConfiguration" => NotificationDestination::Queue,
            "TopicConfiguration" => NotificationDestination::Topic,
            "CloudFunctionConfiguration" => NotificationDestination::Function,
            _ => return node.skip(),
        };
        self.push(NotificationRule::read(node, destination)?);
        Ok(())
    }
}

struct Filter {
    key: Option<KeyFilter>,
}

structure!(Filter { "S3Key" => key });

#[derive(Default)]
struct KeyFilter {
    rules: Vec<FilterRule>,
}

structure!(KeyFilter { "FilterRule" => rules });

struct FilterRule {
    name: String,
    value: Option<String>,
}

structure!(FilterRule { "Name" => name, "Value" => value });

impl Filter {
    fn of(rule: &NotificationRule, names: [&str; 2]) -> Option<Self> {
        let values = [&rule.prefix, &rule.suffix];
        let named = names.into_iter().zip(values).filter_map(|(name, value)| {
            value.clone().map(|value| FilterRule { name: name.to_owned(), value: Some(value) })
        });
        let rules: Vec<_> = named.collect();
        (!rules.is_empty()).then_some(Self { key: Some(KeyFilter { rules }) })
    }
}

impl KeyFilter {
    /// The prefix and the suffix: at most one of each.
    fn into_pair(self) -> Result<(Option<String>, Option<String>), Invalid> {
        let (mut prefix, mut suffix) = (None, None);
        for FilterRule { name, value } in self.rules {
            let place = match name.to_ascii_lowercase().as_str() {
                "prefix" => &mut prefix,
                "suffix" => &mut suffix,
                _ => return Err(bad(name, "filter rule name must be either prefix or suffix")),
            };
            if place.replace(value.unwrap_or_default()).is_some() {
                return Err(bad(name, "Cannot specify more than one of these rules in a filter."));
            }
        }
        Ok((prefix, suffix))
    }
}

fn bad(name: String, reason: &str) -> Invalid {
    Invalid::Value { name: "FilterRule.Name", value: name, reason: reason.to_owned() }
}
