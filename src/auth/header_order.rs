//! The order in which the service sorts headers before it checks a signature. It is neither the order of bytes nor of
//! letters, but a word sort, in which `-` and `'` only decide between names that are otherwise equal.
//!
//! <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key>

use std::cmp::Ordering;

/// The primary weights: the characters that are compared first, lightest first. Header names have no others besides `-`
/// and `'`.
const FIRST_SIGHT: &[u8] = b"!#$%&*.^_`|~+0123456789abcdefghijklmnopqrstuvwxyz";

/// The secondary weights: the characters that decide between names with equal primary weights, lightest first. Every
/// other character, and the end of the name, is lighter.
const SECOND_SIGHT: &[u8] = b"'-";

const FIRST_WEIGHTS: [u8; 256] = weights(FIRST_SIGHT);
const SECOND_WEIGHTS: [u8; 256] = weights(SECOND_SIGHT);

const fn weights(characters: &[u8]) -> [u8; 256] {
    let mut weights = [0; 256];
    let mut weight = 0;
    while (weight as usize) < characters.len() {
        weights[characters[weight as usize] as usize] = weight + 1;
        weight += 1;
    }
    weights
}

/// Compares two header names, both in lower case.
pub fn compare(left: &str, right: &str) -> Ordering {
    first_sight(left).cmp(first_sight(right)).then_with(|| second_sight(left).cmp(second_sight(right)))
}

fn first_sight(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| FIRST_WEIGHTS[usize::from(byte)]).filter(|weight| *weight != 0)
}

fn second_sight(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| SECOND_WEIGHTS[usize::from(byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_order_only_names_that_are_otherwise_equal() {
        assert_eq!(compare("ab", "a-c"), Ordering::Less);
        assert_eq!(compare("a-b", "ab"), Ordering::Greater);
        assert_eq!(compare("a-b", "ab-"), Ordering::Greater);
        assert_eq!(compare("a-b", "a'b"), Ordering::Greater);
        assert_eq!(compare("a-b", "a-b"), Ordering::Equal);
    }

    #[test]
    fn underscores_sort_before_digits_and_digits_before_letters() {
        assert_eq!(compare("_", "0"), Ordering::Less);
        assert_eq!(compare("9", "a"), Ordering::Less);
    }
}
