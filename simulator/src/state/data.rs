//! Bytes that may take no memory: sent by a client, computed from a seed, or zeros.

use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::splitmix64::splitmix64;

/// The longest chunk that is computed at once.
pub const CHUNK: u64 = 256 * 1024;

/// A run of bytes.
#[derive(Debug, Clone)]
pub enum Data {
    /// Bytes in memory.
    Bytes(Bytes),
    /// Bytes that are a function of a seed and of their position: byte `offset + i` of the sequence that belongs to `seed`.
    Synthetic {
        /// Which sequence.
        seed: u64,
        /// The position of the first byte in it.
        offset: u64,
        /// The number of bytes.
        length: u64,
    },
    /// Zeros, as in pages that were never written.
    Zeros(u64),
    /// Other runs, one after the other, shared: from position `skipped` of run number `first` on.
    Joined {
        /// The runs.
        runs: Arc<[Data]>,
        /// The run that the first byte is in.
        first: usize,
        /// Its position there.
        skipped: u64,
        /// The number of bytes.
        length: u64,
    },
}

impl Data {
    /// Several runs as one.
    pub fn joined(mut runs: Vec<Self>) -> Self {
        match runs.len() {
            0 => Self::Bytes(Bytes::new()),
            1 => runs.remove(0),
            _ => {
                let length = runs.iter().map(Self::length).sum();
                Self::Joined { runs: runs.into(), first: 0, skipped: 0, length }
            }
        }
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Synthetic { length, .. } | Self::Zeros(length) | Self::Joined { length, .. } => *length,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length() == 0
    }

    /// The number of bytes that are computed when they are read, and take no memory.
    pub fn computed(&self) -> u64 {
        match self {
            Self::Bytes(_) => 0,
            Self::Synthetic { length, .. } | Self::Zeros(length) => *length,
            Self::Joined { runs, first, skipped, length } => {
                let (mut place, mut all) = (0, 0);
                for run in runs.iter().skip(*first) {
                    let within = place.max(*skipped)..(place + run.length()).min(skipped + length);
                    if within.start < within.end && run.computed() > 0 {
                        all += within.end - within.start;
                    }
                    place += run.length();
                }
                all
            }
        }
    }

    /// A part that lies within.
    pub fn slice(&self, range: Range<u64>) -> Self {
        let length = range.end - range.start;
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes.slice(to_index(range.start)..to_index(range.end))),
            Self::Synthetic { seed, offset, .. } => {
                Self::Synthetic { seed: *seed, offset: offset + range.start, length }
            }
            Self::Zeros(_) => Self::Zeros(length),
            Self::Joined { runs, first, skipped, .. } => {
                let (mut first, mut skipped) = (*first, skipped + range.start);
                while let Some(run) = runs.get(first).filter(|run| run.length() <= skipped) {
                    (first, skipped) = (first + 1, skipped - run.length());
                }
                Self::Joined { runs: Arc::clone(runs), first, skipped, length }
            }
        }
    }

    /// Removes the first bytes, in a chunk of a reasonable size; `None` if none are left.
    pub fn next_chunk(&mut self) -> Option<Bytes> {
        if let Self::Bytes(bytes) = self {
            return if bytes.is_empty() { None } else { Some(std::mem::take(bytes)) };
        }
        let length = self.length();
        if length == 0 {
            return None;
        }
        if let Self::Joined { runs, first, skipped, .. } = self {
            let run = runs.get(*first)?;
            let chunk = run.slice(*skipped..run.length().min(*skipped + length)).next_chunk()?;
            *self = self.slice(chunk.len() as u64..length);
            return Some(chunk);
        }
        // Chunks end at multiples of their length, so that the words of a sequence are not split.
        let start = if let Self::Synthetic { offset, .. } = self { *offset } else { 0 };
        let count = (CHUNK - start % CHUNK).min(length);
        let first = self.slice(0..count);
        *self = self.slice(count..length);
        Some(first.make())
    }

    /// All bytes, in memory.
    pub fn make(&self) -> Bytes {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Zeros(length) => BytesMut::zeroed(to_index(*length)).freeze(),
            Self::Synthetic { seed, offset, length } => synthetic(*seed, *offset..offset + length),
            Self::Joined { length, .. } => {
                let (mut rest, mut all) = (self.clone(), BytesMut::with_capacity(to_index(*length)));
                while let Some(chunk) = rest.next_chunk() {
                    all.extend_from_slice(&chunk);
                }
                all.freeze()
            }
        }
    }
}

impl From<Bytes> for Data {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

/// The bytes of a range of the sequence that belongs to `seed`: its word number `i` (eight bytes, the lowest first) is
/// the output of the splitmix64 generator for the state `seed + i`.
///
/// ```
/// let whole = blobferry_simulator::synthetic(7, 0..100);
/// assert_eq!(blobferry_simulator::synthetic(7, 10..20), whole.slice(10..20));
/// ```
pub fn synthetic(seed: u64, range: Range<u64>) -> Bytes {
    let (first, last) = (range.start / 8, range.end.div_ceil(8));
    let mut bytes = vec![0; to_index((last - first) * 8)];
    let mut state = seed.wrapping_add(first);
    for word in bytes.as_chunks_mut().0 {
        *word = splitmix64(state).to_le_bytes();
        state = state.wrapping_add(1);
    }
    let bytes = Bytes::from(bytes);
    let skipped = range.start - first * 8;
    bytes.slice(to_index(skipped)..to_index(skipped + (range.end - range.start)))
}

pub(super) fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut data: Data) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(chunk) = data.next_chunk() {
            all.extend_from_slice(&chunk);
        }
        all
    }

    #[test]
    fn synthetic_bytes_depend_only_on_seed_and_offset() {
        let whole = synthetic(42, 0..1000);
        for range in [0..1, 7..9, 8..16, 3..997, 999..1000, 5..5] {
            assert_eq!(synthetic(42, range.clone()), whole[to_index(range.start)..to_index(range.end)]);
        }
        assert_ne!(synthetic(43, 0..1000), whole);
    }

    #[test]
    fn chunks_together_are_the_whole_content() {
        let (length, offset) = (3 * CHUNK + 5, CHUNK - 3);
        let data = Data::Synthetic { seed: 1, offset, length };
        assert_eq!(read(data), synthetic(1, offset..offset + length));
        assert_eq!(read(Data::Zeros(CHUNK + 1)), vec![0; to_index(CHUNK) + 1]);
        assert_eq!(read(Data::Bytes(Bytes::from_static(b"abc"))), b"abc");
        assert!(read(Data::Bytes(Bytes::new())).is_empty());
    }

    #[test]
    fn adjacent_runs_are_joined() {
        let synthetic_run = Data::Synthetic { seed: 1, offset: 3, length: CHUNK + 9 };
        let runs = vec![Bytes::from_static(b"abc").into(), Data::Zeros(0), synthetic_run, Data::Zeros(5)];
        let whole: Vec<u8> = runs.iter().flat_map(|run| run.make().to_vec()).collect();
        let joined = Data::joined(runs);
        assert_eq!((joined.length(), read(joined.clone())), (CHUNK + 17, whole.clone()));
        for range in [0..3, 2..4, 3..3, 5..CHUNK + 15, CHUNK + 11..CHUNK + 17] {
            let part = joined.slice(range.clone());
            let expected = &whole[to_index(range.start)..to_index(range.end)];
            assert_eq!((part.make().as_ref(), read(part.slice(0..part.length())).as_slice()), (expected, expected));
        }
        assert_eq!(read(Data::joined(vec![])), b"");
    }

    #[test]
    fn the_end_of_the_largest_blob_can_be_read() {
        let length = 190 * (1_u64 << 40);
        let data = Data::Synthetic { seed: 9, offset: 0, length };
        assert_eq!(data.slice(length - 3..length).make().len(), 3);
    }
}
