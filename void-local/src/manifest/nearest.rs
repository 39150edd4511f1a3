//! The nearest valid name to a mistyped one.

/// The candidate that `name` was most likely meant to be; `None` when none is near.
///
/// Near is a third of the letters, at most three, ignoring case; the first of several equally near ones wins.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one of the other.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, &from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &to) in right.iter().enumerate() {
            let changed = above[column] + usize::from(from != to);
            let mut least = changed.min(above[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && from == right[column - 1] && left[row - 1] == to {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_edits() {
        assert_eq!(distance("memory", "memory"), 0);
        assert_eq!(distance("memroy", "memory"), 1);
        assert_eq!(distance("mem", "memory"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn finds_what_is_near_and_nothing_else() {
        let keys = ["name", "memory", "timeout", "deadLetterQueue"];
        assert_eq!(nearest("memroy", keys), Some("memory"));
        assert_eq!(nearest("TimeOut", keys), Some("timeout"));
        assert_eq!(nearest("deadletterqueu", keys), Some("deadLetterQueue"));
        assert_eq!(nearest("colour", keys), None);
    }
}
