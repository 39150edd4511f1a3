//! Ids of orders and payments: never empty, never mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An id is never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is empty")]
pub struct EmptyId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = EmptyId;

            fn try_from(id: String) -> Result<Self, EmptyId> {
                if id.is_empty() { Err(EmptyId) } else { Ok(Self(id)) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }
    };
}

id! {
    /// Names an order. `create-order` gives it; every event about the order carries it.
    OrderId
}

id! {
    /// Names a payment. The payment gateway gives it.
    PaymentId
}

#[cfg(test)]
mod tests {
    use super::{EmptyId, OrderId};

    #[test]
    fn is_a_plain_string_in_json() {
        let id: OrderId = serde_json::from_str(r#""o-1""#).unwrap();
        assert_eq!(id.as_str(), "o-1");
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""o-1""#);
    }

    #[test]
    fn is_never_empty() {
        assert_eq!(OrderId::try_from(String::new()), Err(EmptyId));
        assert!(serde_json::from_str::<OrderId>(r#""""#).is_err());
    }
}
