//! [`Answered`]: a configuration as the service answers it.

use super::NotificationConfiguration;
use crate::wire::{
    Invalid,
    xml::{Content, Member, Node, Writer},
};

/// A configuration as the service answers it: the rules of a filter are `Prefix` and `Suffix` whatever they were in the request,
/// where its model knows `prefix` and `suffix` alone.
///
/// <https://github.com/aws/aws-sdk/issues/389>
pub(crate) struct Answered(pub(crate) NotificationConfiguration);

impl Content for Answered {
    fn write(&self, writer: &mut Writer) {
        self.0.rules.iter().for_each(|rule| rule.write(["Prefix", "Suffix"], writer));
        Member::write(&self.0.event_bridge, "EventBridgeConfiguration", writer);
    }

    fn read(node: Node<'_, '_>) -> Result<Self, Invalid> {
        NotificationConfiguration::read(node).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::NotificationRule, Answered, NotificationConfiguration};
    use crate::wire::xml::{from_document, to_document};

    const ROOT: &str = "NotificationConfiguration";

    #[test]
    fn the_rules_of_a_filter_are_asked_for_in_small_letters_and_answered_with_capitals() {
        let rule = NotificationRule::to_queue("arn", ["s3:ObjectCreated:*"]).prefix("in/").suffix(".png");
        let configuration = NotificationConfiguration::from([rule]).with_event_bridge();
        let asked = to_document(ROOT, &configuration);
        let answered = to_document(ROOT, &Answered(configuration.clone()));
        let names = |document: &[u8]| -> Vec<String> {
            let text = String::from_utf8(document.to_vec()).unwrap();
            let names = text.split("<Name>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
            names.collect()
        };
        assert_eq!(
            (names(&asked), names(&answered)),
            (vec!["prefix".to_owned(), "suffix".to_owned()], vec!["Prefix".to_owned(), "Suffix".to_owned()])
        );
        for document in [asked, answered] {
            let read: NotificationConfiguration = from_document(&document, ROOT).unwrap();
            assert_eq!(read, configuration);
        }
    }
}
