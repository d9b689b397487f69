//! Empty pages in a row. The service has some where a partition ends. Pages without names do not show that a listing repeats, so their
//! markers are compared. Brent's algorithm finds any cycle in constant memory.

/// What is wrong with a listing whose empty pages repeat.
pub const MARKERS_REPEAT: &str = "its pages are empty, and their markers repeat";

/// The markers of empty pages in a row.
#[derive(Debug, Clone, Default)]
pub struct EmptyPages {
    kept: Option<String>,
    /// The number of pages since it was kept, and that after which it is replaced.
    since: u64,
    replaced_after: u64,
}

impl EmptyPages {
    /// Whether the marker of the next page was already that of an earlier one, since the last page with names.
    pub fn repeats(&mut self, next: &str, is_empty: bool) -> bool {
        if !is_empty {
            *self = Self::default();
            return false;
        }
        if self.kept.as_deref() == Some(next) {
            return true;
        }
        self.since += 1;
        if self.since > self.replaced_after {
            self.kept = Some(next.to_owned());
            (self.since, self.replaced_after) = (0, self.replaced_after * 2 + 1);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_is_found_and_no_line_is_taken_for_one() {
        for (before, round) in [(0, 1), (0, 2), (1, 2), (5, 3), (2, 17), (100, 40)] {
            let mut pages = EmptyPages::default();
            let marker = |page: u64| if page < before { page } else { before + (page - before) % round };
            let found = (0..1000).find(|page| pages.repeats(&marker(*page).to_string(), true));
            assert!(found.is_some_and(|page| page < 4 * (before + round) + 4), "{before} {round} {found:?}");
        }
        let mut pages = EmptyPages::default();
        assert!((0..1000).all(|page| !pages.repeats(&page.to_string(), true)));
        // Pages with names come in an order of their own.
        assert!((0..9).all(|page| !pages.repeats("again", page % 2 == 0)));
    }
}
