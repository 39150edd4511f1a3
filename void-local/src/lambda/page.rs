//! [`Page`]: which part of a list a caller wants.

use super::refusal::Refused;

/// A page of a list: at most `most`, from `start` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    start: usize,
    most: usize,
}

impl Page {
    /// Reads `Marker` and `MaxItems`, at most `limit` a page.
    ///
    /// # Errors
    ///
    /// `InvalidParameterValueException` for a marker that no answer had, and a number that is none from 1 to 10,000.
    pub(super) fn read(marker: Option<&str>, most: Option<&str>, limit: usize) -> Result<Self, Refused> {
        let start = marker.unwrap_or("0").parse();
        let start = start.map_err(|_| Refused::invalid("Marker: no answer had this one"))?;
        let most = most.map_or(Ok(limit), str::parse).ok().filter(|most| (1..=10_000).contains(most));
        let most = most.ok_or_else(|| Refused::invalid("MaxItems: a number from 1 to 10,000"))?;
        Ok(Self { start, most: most.min(limit) })
    }

    /// The page of `items`, and the marker of the next one where there is one.
    pub(super) fn of<T>(self, items: Vec<T>) -> (Vec<T>, Option<String>) {
        let end = self.start.saturating_add(self.most);
        let next = (end < items.len()).then(|| end.to_string());
        (items.into_iter().skip(self.start).take(self.most).collect(), next)
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn pages_together_are_the_list() {
        let items = || vec![1, 2, 3, 4, 5];
        let (mut seen, mut marker) = (Vec::new(), None::<String>);
        loop {
            let page = Page::read(marker.as_deref(), Some("2"), 50).unwrap();
            let (items, next) = page.of(items());
            seen.extend(items);
            marker = next;
            if marker.is_none() {
                break;
            }
        }
        assert_eq!(seen, items());
    }

    #[test]
    fn a_marker_and_a_number_that_are_none_are_refused() {
        assert!(Page::read(Some("x"), None, 50).is_err());
        for most in ["0", "-1", "x", "10001"] {
            assert!(Page::read(None, Some(most), 50).is_err(), "{most}");
        }
        let (items, next) = Page::read(Some("99"), None, 50).unwrap().of(vec![1]);
        assert!(items.is_empty() && next.is_none());
    }
}
