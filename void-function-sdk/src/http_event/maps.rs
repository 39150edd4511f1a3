//! JSON objects read straight into header maps and lists of pairs, without a map in between.

use std::{fmt, marker::PhantomData};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

/// One value of a header or parameter, or several.
pub(super) trait Values: for<'de> Deserialize<'de> {
    fn each(self, take: impl FnMut(String));
}

impl Values for String {
    fn each(self, mut take: impl FnMut(Self)) {
        take(self);
    }
}

impl Values for Vec<String> {
    fn each(self, take: impl FnMut(String)) {
        self.into_iter().for_each(take);
    }
}

/// Headers with one value (`String`) or a list of values (`Vec<String>`) each.
pub(super) struct Headers<V>(HeaderMap, PhantomData<V>);

/// Parameters with one value or a list of values each.
pub(super) struct Pairs<V>(Vec<(String, String)>, PhantomData<V>);

impl<V> Headers<V> {
    pub(super) fn into_map(self) -> HeaderMap {
        self.0
    }
}

impl<V> Pairs<V> {
    pub(super) fn into_vec(self) -> Vec<(String, String)> {
        self.0
    }
}

impl<'de, V: Values> Deserialize<'de> for Headers<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut headers = HeaderMap::new();
        let add = |name: String, value: String| {
            let valid =
                HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_maybe_shared(value).ok());
            let (key, value) = valid.ok_or_else(|| format!("the header {name:?} is not valid"))?;
            headers.append(key, value);
            Ok(())
        };
        deserializer.deserialize_map(Each(add, PhantomData::<V>))?;
        Ok(Self(headers, PhantomData))
    }
}

impl<'de, V: Values> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut pairs = Vec::new();
        let add = |name, value| {
            pairs.push((name, value));
            Ok(())
        };
        deserializer.deserialize_map(Each(add, PhantomData::<V>))?;
        Ok(Self(pairs, PhantomData))
    }
}

struct Each<F, V>(F, PhantomData<V>);

impl<'de, V: Values, F: FnMut(String, String) -> Result<(), String>> Visitor<'de> for Each<F, V> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, values)) = map.next_entry::<String, V>()? {
            let mut outcome = Ok(());
            values.each(|value| {
                if outcome.is_ok() {
                    outcome = (self.0)(name.clone(), value);
                }
            });
            outcome.map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
