//! Divides content among requests: the first response reads from the start, further requests read blocks from the end,
//! until they meet. Pure.

use std::ops::Range;

/// The part of the content that no request has. Positions are relative to the content's start.
#[derive(Debug)]
pub struct Claims {
    block: u64,
    left: Range<u64>,
}

impl Claims {
    /// For this many bytes in blocks of this length, the last of which may be shorter.
    pub fn new(length: u64, block: u64) -> Self {
        Self { block: block.max(1), left: 0..length }
    }

    /// The next block from the start.
    pub fn front(&mut self) -> Option<Range<u64>> {
        let start = self.left.start;
        let end = start.saturating_add(self.block).min(self.left.end);
        self.left.start = end;
        (start < end).then_some(start..end)
    }

    /// The next block from the end.
    pub fn back(&mut self) -> Option<Range<u64>> {
        let end = self.left.end;
        if self.left.is_empty() {
            return None;
        }
        let start = (end - 1) / self.block * self.block;
        self.left.end = start;
        Some(start..end)
    }

    /// The number of blocks that no request has.
    pub fn blocks(&self) -> u64 {
        (self.left.end - self.left.start).div_ceil(self.block)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_byte_is_read_once(length in 0_u64..1_000, block in 1_u64..200, turns in prop::collection::vec(any::<bool>(), 0..2_000)) {
            let mut claims = Claims::new(length, block);
            let blocks = claims.blocks();
            let (mut front, mut back, mut claimed) = (0, length, 0);
            for from_the_front in turns.into_iter().chain(std::iter::repeat_n(true, 1_001)) {
                let Some(range) = (if from_the_front { claims.front() } else { claims.back() }) else { break };
                prop_assert!(range.start % block == 0 && range.end - range.start <= block);
                claimed += 1;
                if from_the_front {
                    prop_assert_eq!(range.start, front);
                    front = range.end;
                } else {
                    prop_assert_eq!(range.end, back);
                    back = range.start;
                }
            }
            prop_assert_eq!((front, claimed), (back, blocks));
        }
    }
}
