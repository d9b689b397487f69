//! Stores received bytes. Of those that are part of a computed sequence, only the position is kept.
//! So a computed blob of any size can pass through a client, and takes no memory when it returns.
//!
//! Sent bytes need not be remembered. A word of a sequence determines its position, because the generator can be
//! inverted; and then all the bytes are compared, so that what is read later is what arrived, to the last bit.

use bytes::Bytes;

use super::data::{Data, to_index};
use crate::splitmix64::splitmix64;

/// Shorter bodies are kept unchanged: they cost little, and small requests should not pay for the search.
const SHORTEST: u64 = 64 * 1024;

/// A run starts with a piece of at least this length, because very short runs would take more memory than their bytes.
const SHORTEST_START: usize = 1024;

/// The maximum memory that is reserved for an announced length.
const MOST_RESERVED: u64 = 64 * 1024 * 1024;

/// A body that arrives piece by piece.
#[derive(Debug, Default)]
pub struct Gathering {
    runs: Vec<Data>,
    /// The bytes after the runs that are not part of a sequence.
    bytes: Vec<u8>,
    looks: bool,
    /// The number of received bytes.
    length: u64,
    expected: u64,
}

impl Gathering {
    /// Empty, for a body with this announced length.
    pub fn of(expected: u64) -> Self {
        Self { looks: expected >= SHORTEST, expected, ..Self::default() }
    }

    /// The number of received bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds the next piece. Only the necessary bytes are copied, because a piece may be a small part of the
    /// buffer that it was received in, which it would keep alive.
    pub fn add(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        if self.looks && (self.continues(piece) || self.begins(piece)) {
            return;
        }
        if self.bytes.is_empty() {
            let rest = self.expected.saturating_sub(self.length).min(MOST_RESERVED);
            self.bytes.reserve_exact(piece.len() + to_index(rest));
        }
        self.bytes.extend_from_slice(piece);
    }

    /// All received bytes.
    pub fn finish(mut self) -> Data {
        self.end_bytes();
        Data::joined(self.runs)
    }

    /// Whether a piece continues where the last run ends.
    fn continues(&mut self, piece: &[u8]) -> bool {
        if !self.bytes.is_empty() {
            return false;
        }
        let Some(Data::Synthetic { seed, offset, length }) = self.runs.last_mut() else { return false };
        let goes_on = is_part(*seed, *offset + *length, piece);
        if goes_on {
            *length += piece.len() as u64;
        }
        goes_on
    }

    /// Whether a piece starts a run.
    fn begins(&mut self, piece: &[u8]) -> bool {
        if piece.len() < SHORTEST_START {
            return false;
        }
        let Some((seed, offset)) = place_of(piece).filter(|(seed, offset)| is_part(*seed, *offset, piece)) else {
            return false;
        };
        self.end_bytes();
        self.runs.push(Data::Synthetic { seed, offset, length: piece.len() as u64 });
        true
    }

    fn end_bytes(&mut self) {
        if !self.bytes.is_empty() {
            // This releases unused memory.
            self.runs.push(Bytes::from(std::mem::take(&mut self.bytes)).into());
        }
    }
}

/// The seed and the position of a sequence that starts with these bytes, if there is one. A sequence is the same whether it is
/// counted from its own seed or from a later word, so the position is always within the first word.
fn place_of(bytes: &[u8]) -> Option<(u64, u64)> {
    (0..8_u8).find_map(|skipped| {
        let (words, _) = bytes.get(usize::from(skipped)..)?.as_chunks();
        let [first, second, ..] = words else { return None };
        let state = unmixed(u64::from_le_bytes(*first));
        if splitmix64(state.wrapping_add(1)) != u64::from_le_bytes(*second) {
            return None;
        }
        let before = u64::from(skipped > 0);
        Some((state.wrapping_sub(before), 8 * before - u64::from(skipped)))
    })
}

/// Whether these are the bytes of a sequence from a position on.
fn is_part(seed: u64, place: u64, bytes: &[u8]) -> bool {
    let word = |number: u64| splitmix64(seed.wrapping_add(number)).to_le_bytes();
    let (first, skipped) = (place / 8, to_index(place % 8));
    let (head, bytes) = bytes.split_at(bytes.len().min((8 - skipped) % 8));
    if head != &word(first)[skipped..][..head.len()] {
        return false;
    }
    let first = place.div_ceil(8);
    let (words, tail) = bytes.as_chunks();
    let (mut state, mut difference) = (seed.wrapping_add(first), 0);
    for bytes in words {
        // No branch for each word: that is twice as fast, and other content is already detected by its start.
        difference |= u64::from_le_bytes(*bytes) ^ splitmix64(state);
        state = state.wrapping_add(1);
    }
    difference == 0 && tail == &splitmix64(state).to_le_bytes()[..tail.len()]
}

/// The state for which [`splitmix64`] gives this word.
fn unmixed(word: u64) -> u64 {
    // Each step of the generator, inverted, the last one first. The factors are the inverses of its factors.
    let mut state = word ^ (word >> 31) ^ (word >> 62);
    state = state.wrapping_mul(0x3196_42B2_D24D_8EC3);
    state ^= (state >> 27) ^ (state >> 54);
    state = state.wrapping_mul(0x96DE_1B17_3F11_9089);
    state ^= (state >> 30) ^ (state >> 60);
    state.wrapping_mul(0xF1DE_83E1_9937_733D)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::state::data::synthetic;

    fn gather(whole: &[u8], pieces: usize) -> Data {
        let mut gathering = Gathering::of(whole.len() as u64);
        whole.chunks(pieces).for_each(|piece| gathering.add(piece));
        assert_eq!(gathering.length(), whole.len() as u64);
        gathering.finish()
    }

    /// The number of bytes in memory.
    fn kept(data: &Data) -> u64 {
        data.length() - data.computed()
    }

    proptest! {
        #[test]
        fn the_generator_is_invertible(state in any::<u64>()) {
            prop_assert_eq!(unmixed(splitmix64(state)), state);
        }

        #[test]
        fn any_part_of_a_sequence_is_recognized(
            seed in any::<u64>(),
            start in 0_u64..1 << 50,
            more in 0_u64..100,
            pieces in 1024_usize..9000,
        ) {
            let whole = synthetic(seed, start..start + SHORTEST + more);
            let data = gather(&whole, pieces);
            prop_assert_eq!(kept(&data), 0);
            prop_assert_eq!(data.make(), whole);
        }

        #[test]
        fn a_changed_bit_is_preserved(place in 0_usize..70_000, bit in 0_u8..8, pieces in 1024_usize..9000) {
            let mut whole = synthetic(7, 3..70_003).to_vec();
            whole[place] ^= 1 << bit;
            let data = gather(&whole, pieces);
            prop_assert!(data.make() == whole);
            // Bytes before and after it in other pieces still take no memory.
            prop_assert!((1..=pieces as u64 + 1024).contains(&kept(&data)), "{}", kept(&data));
        }
    }

    #[test]
    fn other_bytes_are_kept_unchanged() {
        let other: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let data = gather(&other, 10_000);
        assert!(matches!(&data, Data::Bytes(bytes) if *bytes == other));
        let small = synthetic(1, 0..SHORTEST - 1);
        assert!(matches!(gather(&small, 5000), Data::Bytes(bytes) if bytes == small));
        assert_eq!(gather(b"", 1).length(), 0);
    }

    #[test]
    fn several_sequences_and_other_bytes_form_one_body() {
        let whole = [&synthetic(1, 5..40_005)[..], b"between", &synthetic(2, 0..40_000)].concat();
        let data = gather(&whole, 4096);
        assert!(data.make() == whole && kept(&data) < 3 * 4096, "{}", kept(&data));
        // The first pieces may be few bytes.
        let mut gathering = Gathering::of(whole.len() as u64);
        gathering.add(&whole[..3]);
        gathering.add(&whole[3..20_000]);
        assert_eq!(kept(&gathering.finish()), 3);
    }
}
