use proptest::prelude::*;

use super::*;

/// The names from a number on, and the guessed start of the page after that one.
fn guessed(name: impl Fn(u32) -> String, from: u32, page: u32) -> Option<String> {
    let names: Vec<_> = (from..from + page).map(name).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    Density::of(&names)?.after(names[0])
}

#[test]
fn numbers_are_counted_on_also_over_their_tens() {
    for (from, next) in [(0, "log/0004650"), (9_000, "log/0013650"), (95_000, "log/0099650"), (98_000, "log/010265")] {
        let guess = guessed(|number| format!("log/{number:07}"), from, 5000).expect("a guess");
        assert!(guess.starts_with(&next[..next.len() - 2]), "{guess} for {next}");
    }
}

#[test]
fn hexadecimal_names_with_suffixes_are_handled() {
    let guess = guessed(|number| format!("{number:08x}.json"), 0x0019_f000, 0x1000).expect("a guess");
    assert!(guess.starts_with("0019fe") || guess.starts_with("0019ff"), "{guess}");
}

#[test]
fn a_count_past_a_ten_continues_before_it() {
    let density = Density::of(&["p/17", "p/18", "p/19", "p/1A"]).expect("a density");
    assert!(density.after("p/1Z").is_some_and(|next| next.as_str() > "p/1Z"));
    let density = Density::of(&["9u", "9v", "9w", "9x", "9y", "9z"]).expect("a density");
    assert_eq!(density.after("9z"), None);
}

#[test]
fn few_names_and_equal_ones_give_no_hint() {
    assert!(Density::of(&[]).is_none());
    assert!(Density::of(&["a", "b", "c"]).is_none());
    assert!(Density::of(&["a", "a", "a", "a"]).is_none());
}

proptest! {
    #[test]
    fn d8_a_guess_is_always_behind_where_it_is_made(
        names in prop::collection::btree_set("[a-c0-2/.\u{E9}\u{FF5E}\u{1F600}-]{0,6}", 0..60),
        starts in prop::collection::vec("[a-c0-2/.\u{FF5E}\u{1F600}-]{0,6}", 0..9),
    ) {
        let mut names: Vec<_> = names.iter().map(String::as_str).collect();
        names.sort_by(|one, other| NameOrder::Flat.compare(one, other));
        if let Some(density) = Density::of(&names) {
            for start in starts.iter().map(String::as_str).chain(names) {
                if let Some(next) = density.after(start) {
                    prop_assert_eq!(NameOrder::Flat.compare(&next, start), Ordering::Greater);
                }
            }
        }
    }
}
