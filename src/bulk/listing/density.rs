//! Guesses where pages that were not read yet start, from the density of the names of a page.
//!
//! The part of a name after the common prefix of the page is treated as a number. Each of its positions has the digits that the page has
//! there, and those that usually go with them. A guess may be wrong: nothing but speed depends on it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::base::sorting::sort_by_key;
use crate::bulk::naming::order::NameOrder;

/// The number of characters of a name that are considered, after the common prefix.
const PLACES: usize = 4;

/// The minimum number of names for a density.
const FEWEST: usize = 4;

/// The share of a page after which the next one starts. They overlap, to check that each continues where the last one ended.
const SHARE: f64 = 0.93;

/// The density of names.
#[derive(Debug, Clone)]
pub struct Density {
    /// The position of the first difference.
    common: usize,
    places: Vec<CharacterPlace>,
    /// The distance from one page to the next, as a number.
    step: f64,
}

/// The characters at one position of the names.
#[derive(Debug, Clone, PartialEq)]
struct CharacterPlace {
    /// In the order of the service.
    digits: Vec<char>,
    /// Whether a name may end before it.
    may_end: bool,
}

impl CharacterPlace {
    fn of(seen: BTreeSet<Option<char>>) -> Self {
        let may_end = seen.contains(&None);
        // Collecting would sort, with code for this type alone.
        let mut digits = BTreeSet::new();
        digits.extend(seen.into_iter().flatten());
        let has_numbers = digits.iter().any(char::is_ascii_digit);
        if has_numbers {
            digits.extend('0'..='9');
        }
        for (first, last_of_numbers, last) in [('a', 'f', 'z'), ('A', 'F', 'Z')] {
            let largest = digits.range(first..=last).next_back().copied();
            // With digits, letters up to f are hexadecimal.
            if let Some(largest) = largest {
                let is_hexadecimal = has_numbers && largest <= last_of_numbers;
                digits.extend(first..=if is_hexadecimal { last_of_numbers } else { last });
            }
        }
        let mut digits: Vec<_> = digits.into_iter().collect();
        sort_by_key(&mut digits, |digit| utf16(*digit));
        Self { digits, may_end }
    }

    fn base(&self) -> usize {
        (self.digits.len() + usize::from(self.may_end)).max(1)
    }

    fn rank(&self, character: Option<char>) -> usize {
        let Some(character) = character else { return 0 };
        let rank = self.digits.partition_point(|digit| utf16(*digit) < utf16(character)) + usize::from(self.may_end);
        rank.min(self.base() - 1)
    }

    fn digit(&self, rank: usize) -> Option<char> {
        rank.checked_sub(usize::from(self.may_end)).and_then(|rank| self.digits.get(rank)).copied()
    }
}

fn utf16(character: char) -> [u16; 2] {
    let mut units = [0; 2];
    character.encode_utf16(&mut units);
    units
}

impl Density {
    /// The density of a page's names, which are in order.
    pub fn of(names: &[&str]) -> Option<Self> {
        if names.len() < FEWEST {
            return None;
        }
        // The next names are most like the last ones.
        let recent = names.get(names.len() / 2..)?;
        let (first, last) = (recent.first()?, recent.last()?);
        let common = first.chars().zip(last.chars()).take_while(|(one, other)| one == other).count();
        let mut seen = vec![BTreeSet::new(); PLACES];
        for name in recent {
            let mut characters = name.chars().skip(common);
            for place in &mut seen {
                place.insert(characters.next());
            }
        }
        let places = seen.into_iter().map(CharacterPlace::of).collect();
        let mut density = Self { common, places, step: 0.0 };
        let distance = density.number(last) - density.number(first);
        density.step = distance * as_number(names.len()) / as_number(recent.len() - 1);
        (density.step > 0.0).then_some(density)
    }

    /// The start of the page after the one that starts with `start`; `None` if the names do not allow a guess.
    pub fn after(&self, start: &str) -> Option<String> {
        let mut head: Vec<char> = start.chars().take(self.common).collect();
        if head.len() < self.common {
            return None;
        }
        let all = self.places.iter().fold(1.0, |all, place| all * as_number(place.base()));
        let mut number = self.number(start) + (self.step * SHARE).max(1.0).floor();
        while number >= all {
            number -= all;
            carry(&mut head)?;
        }
        let mut ranks = Vec::with_capacity(PLACES);
        for place in self.places.iter().rev() {
            let rank = number % as_number(place.base());
            number = ((number - rank) / as_number(place.base())).floor();
            ranks.push(rank);
        }
        let digits =
            self.places.iter().zip(ranks.into_iter().rev()).map_while(|(place, rank)| place.digit(as_rank(rank)));
        let next: String = head.into_iter().chain(digits).collect();
        (NameOrder::Flat.compare(&next, start) == Ordering::Greater).then_some(next)
    }

    fn number(&self, name: &str) -> f64 {
        let mut characters = name.chars().skip(self.common);
        self.places
            .iter()
            .fold(0.0, |number, place| number * as_number(place.base()) + as_number(place.rank(characters.next())))
    }
}

/// Carries into the common prefix.
fn carry(head: &mut [char]) -> Option<()> {
    for at in (0..head.len()).rev() {
        let place = CharacterPlace::of(BTreeSet::from([head.get(at).copied()]));
        let rank = place.rank(head.get(at).copied());
        if let Some(next) = place.digit(rank + 1) {
            *head.get_mut(at)? = next;
            for later in at + 1..head.len() {
                let lowest = CharacterPlace::of(BTreeSet::from([head.get(later).copied()])).digit(0)?;
                *head.get_mut(later)? = lowest;
            }
            return Some(());
        }
    }
    None
}

/// The counts of a page and its digits are small enough for both.
#[expect(clippy::cast_precision_loss, reason = "a page has at most 5,000 names, and a place at most as many digits")]
fn as_number(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the remainder of a division by a count")]
fn as_rank(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
#[path = "density_tests.rs"]
mod tests;
