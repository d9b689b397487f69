//! The content of a page blob: runs of pages that were written, each with the number of its write; zeros elsewhere.

use std::collections::BTreeMap;
use std::ops::Range;

use super::data::Data;
use crate::ids;

/// The pages of a blob.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    length: u64,
    /// Which creation of the blob they belong to: only pages of the same one can be compared.
    generation: u64,
    /// By their first byte; they never overlap, and none is empty.
    runs: BTreeMap<u64, WrittenRange>,
}

#[derive(Debug, Clone)]
struct WrittenRange {
    data: Data,
    write: u64,
}

impl Pages {
    /// Pages that were never written.
    pub fn of_length(length: u64) -> Self {
        Self { length, generation: ids::next_etag(), runs: BTreeMap::new() }
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Grows, or drops what is beyond the new end.
    pub fn resize(&mut self, length: u64) {
        if length < self.length {
            self.clear(length..self.length);
        }
        self.length = length;
    }

    /// Writes from `start` on. `write` identifies this write among all others of any blob.
    pub fn write(&mut self, start: u64, data: Data, write: u64) {
        let end = start + data.length();
        self.clear(start..end);
        if end > start {
            self.runs.insert(start, WrittenRange { data, write });
        }
    }

    /// Clears a range.
    pub fn clear(&mut self, range: Range<u64>) {
        // The run that begins before the range and reaches into it, if any, is the only one outside `runs.range(range)`.
        let before = self.runs.range(..range.start).next_back().map(|(start, _)| *start);
        let within = self.runs.range(range.clone()).map(|(start, _)| *start);
        let touched: Vec<_> = before.into_iter().chain(within).collect();
        for start in touched {
            let Some(run) = self.runs.remove(&start) else { continue };
            let end = start + run.data.length();
            for kept in [start..end.min(range.start), start.max(range.end)..end] {
                if kept.start < kept.end {
                    let data = run.data.slice(kept.start - start..kept.end - start);
                    self.runs.insert(kept.start, WrittenRange { data, write: run.write });
                }
            }
        }
    }

    /// The bytes of a range that lies within.
    pub fn slice(&self, range: &Range<u64>) -> Vec<Data> {
        let (mut pieces, mut place) = (Vec::new(), range.start);
        for (written, _) in self.written(range) {
            if written.start > place {
                pieces.push(Data::Zeros(written.start - place));
            }
            if let Some((start, run)) = self.runs.range(..=written.start).next_back() {
                pieces.push(run.data.slice(written.start - start..written.end - start));
            }
            place = written.end;
        }
        if place < range.end {
            pieces.push(Data::Zeros(range.end - place));
        }
        pieces
    }

    /// The changes since `before`, in order: each part with whether it was written or cleared. Pages
    /// of another creation of the blob cannot be compared.
    pub fn changed(&self, before: &Self, range: &Range<u64>) -> Option<Vec<(Range<u64>, bool)>> {
        if self.generation != before.generation {
            return None;
        }
        let (now, then) = (self.written(range), before.written(range));
        let mut edges: Vec<u64> = now.iter().chain(&then).flat_map(|(part, _)| [part.start, part.end]).collect();
        edges.sort_unstable();
        edges.dedup();
        let write_at = |list: &[(Range<u64>, u64)], place: u64| {
            let next = list.partition_point(|(part, _)| part.end <= place);
            list.get(next).filter(|(part, _)| part.start <= place).map(|(_, write)| *write)
        };
        let parts = edges.windows(2).filter_map(|edge| {
            let (now, then) = (write_at(&now, edge[0]), write_at(&then, edge[0]));
            (now != then).then(|| (edge[0]..edge[1], now.is_some()))
        });
        Some(parts.collect())
    }

    /// The same blob before anything was written.
    pub fn emptied(&self) -> Self {
        Self { length: self.length, generation: self.generation, runs: BTreeMap::new() }
    }

    /// The same pages as part of another blob, or of another creation of the same.
    pub fn recreated(&self) -> Self {
        Self { generation: ids::next_etag(), ..self.clone() }
    }

    /// The same pages with the generation of `before`, whose blob they become the next state of.
    pub fn following(&self, before: &Self) -> Self {
        Self { generation: before.generation, ..self.clone() }
    }

    /// The writes within a range, in order, each part with the number of its write. Neighbors are not joined.
    pub fn written(&self, range: &Range<u64>) -> Vec<(Range<u64>, u64)> {
        let (from, to) = (range.start, range.end);
        let before = self.runs.range(..from).next_back();
        let all = before.into_iter().chain(self.runs.range(range.clone()));
        let part =
            |(start, run): (&u64, &WrittenRange)| ((*start).max(from)..(start + run.data.length()).min(to), run.write);
        all.map(part).filter(|(part, _)| part.start < part.end).collect()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;

    fn read(pages: &Pages, range: &Range<u64>) -> Vec<u8> {
        pages.slice(range).iter().flat_map(|data| data.make().to_vec()).collect()
    }

    proptest! {
        #[test]
        fn pages_behave_like_an_array_that_records_writes(
            steps in prop::collection::vec((0_u64..60, 0_u64..30, any::<bool>()), 0..40),
            start in 0_u64..80,
            length in 0_u64..20,
        ) {
            let mut pages = Pages::of_length(100);
            let (mut bytes, mut writes) = ([0_u8; 100], [0_u64; 100]);
            for (number, (from, count, clears)) in (1_u64..).zip(steps) {
                let value = u8::try_from(number).unwrap();
                let places = usize::try_from(from).unwrap()..usize::try_from(from + count).unwrap();
                if clears {
                    pages.clear(from..from + count);
                    bytes[places.clone()].fill(0);
                    writes[places].fill(0);
                } else {
                    pages.write(from, Bytes::from(vec![value; places.len()]).into(), number);
                    bytes[places.clone()].fill(value);
                    writes[places].fill(number);
                }
            }
            let range = start..start + length;
            let places = usize::try_from(start).unwrap()..usize::try_from(start + length).unwrap();
            prop_assert_eq!(read(&pages, &range), &bytes[places]);
            let mut seen = [0_u64; 100];
            for (part, write) in pages.written(&(0..100)) {
                seen[usize::try_from(part.start).unwrap()..usize::try_from(part.end).unwrap()].fill(write);
            }
            prop_assert_eq!(seen, writes);
            let before = pages.emptied();
            prop_assert!(pages.changed(&pages, &(0..100)).unwrap().is_empty());
            let grown: u64 = pages.changed(&before, &(0..100)).unwrap().iter().map(|(part, _)| part.end - part.start).sum();
            prop_assert_eq!(grown, writes.iter().filter(|write| **write > 0).count() as u64);
            prop_assert!(before.changed(&pages, &(0..100)).unwrap().iter().all(|(_, written)| !written));
            prop_assert!(pages.changed(&pages.recreated(), &(0..100)).is_none());
        }
    }

    #[test]
    fn shrinking_a_blob_discards_its_end() {
        let mut pages = Pages::of_length(20);
        pages.write(5, Bytes::from_static(b"0123456789").into(), 1);
        pages.resize(10);
        pages.resize(20);
        assert_eq!(read(&pages, &(5..20)), b"01234\0\0\0\0\0\0\0\0\0\0");
    }
}
