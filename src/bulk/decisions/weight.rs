//! The number of requests that one copy may have in flight: blocks of large blobs and many small blobs share one limit.

use std::num::NonZeroUsize;

use crate::copy::BlobFacts;
use crate::copy::limits::SINGLE_REQUEST_MAX;
use crate::copy::plan::{CopyPreferences, Plan, SourceAccess, is_asynchronous, plan};

/// The number of blocks of one blob that are copied at once.
const BLOCKS_AT_ONCE: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// The number of blocks of one blob that are copied at once if the caller sets the number of requests: half of it, so that one huge blob does
/// not keep the others waiting to its end.
pub fn blocks_at_once(concurrency: Option<usize>) -> NonZeroUsize {
    let half = concurrency.and_then(|number| NonZeroUsize::new(number.div_ceil(2)));
    half.map_or(BLOCKS_AT_ONCE, |half| half.min(BLOCKS_AT_ONCE))
}

/// The number of requests that the copy of a blob counts as. It is exact for a fixed limit; an adaptive limit follows from what
/// copies of this weight achieve.
pub fn weight(facts: &BlobFacts, preferences: CopyPreferences, is_fixed: bool) -> usize {
    if is_fixed {
        return match plan(facts, SourceAccess::Url, preferences) {
            Ok(Plan::Blocks(layout) | Plan::Relay(layout)) => {
                usize::try_from(layout.blocks).unwrap_or(usize::MAX).clamp(1, layout.concurrency)
            }
            _ => 1,
        };
    }
    if is_asynchronous(facts, preferences) {
        return 1;
    }
    let blocks = facts.length.unwrap_or_default() / SINGLE_REQUEST_MAX;
    usize::try_from(blocks).unwrap_or(usize::MAX).clamp(1, BLOCKS_AT_ONCE.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::limits::MIB;
    use crate::copy::plan::CopyStrategy;

    #[test]
    fn s14_the_weight_is_what_the_copy_has_in_flight() {
        let of = |length: u64, strategy: CopyStrategy, concurrency: usize| {
            let facts = BlobFacts { length: Some(length), ..BlobFacts::default() };
            let preferences = CopyPreferences {
                strategy,
                concurrency: Some(blocks_at_once(Some(concurrency))),
                ..CopyPreferences::default()
            };
            weight(&facts, preferences, true)
        };
        let tebibyte = MIB * MIB;
        for (concurrency, expected) in [(1, 1), (2, 1), (3, 2), (8, 4), (31, 16), (32, 16), (4096, 16)] {
            assert_eq!(of(tebibyte, CopyStrategy::Auto, concurrency), expected, "{concurrency}");
        }
        assert_eq!(of(256 * MIB, CopyStrategy::Auto, 64), 1);
        assert_eq!(of(257 * MIB, CopyStrategy::Auto, 64), 16);
        assert_eq!(of(16 * MIB, CopyStrategy::Blocks, 64), 2);
        assert_eq!(of(0, CopyStrategy::Blocks, 64), 1);
        assert_eq!(of(tebibyte, CopyStrategy::Asynchronous, 64), 1);
        assert_eq!(of(tebibyte, CopyStrategy::Synchronous, 64), 1, "it fails before it is sent");
    }

    #[test]
    fn a_number_that_adapts_counts_by_size() {
        let of = |length| {
            let facts = BlobFacts { length: Some(length), ..BlobFacts::default() };
            weight(&facts, CopyPreferences::default(), false)
        };
        assert_eq!([of(0), of(256 * MIB), of(512 * MIB), of(MIB * MIB)], [1, 1, 2, 16]);
    }
}
