//! The blobs that are being copied, and the slowest blob, to show what a job waits for.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::base::lock::lock;

/// The number of oldest ones that are reported.
const OLDEST: usize = 4;

/// A blob that takes long, or took long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SlowBlob {
    /// The name at the source.
    pub source: String,
    /// The container, in a copy of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The size, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The time that it has taken.
    pub milliseconds: u64,
}

/// The blobs that are being copied, the oldest first.
#[derive(Debug, Default)]
pub struct UnderWay {
    entries: Mutex<InFlightEntries>,
}

#[derive(Debug, Default)]
struct InFlightEntries {
    count: u64,
    by_number: BTreeMap<u64, (Instant, SlowBlob)>,
}

/// A blob that is being copied, until this is dropped.
pub struct InFlightEntry<'a> {
    under_way: &'a UnderWay,
    number: u64,
}

impl UnderWay {
    /// Its copy starts.
    pub fn enter(&self, source: String, container: Option<String>, bytes: Option<u64>) -> InFlightEntry<'_> {
        let blob = SlowBlob { source, container, bytes, milliseconds: 0 };
        let mut entries = lock(&self.entries);
        entries.count += 1;
        let number = entries.count;
        entries.by_number.insert(number, (Instant::now(), blob));
        InFlightEntry { under_way: self, number }
    }

    /// Their number, and their bytes as far as known.
    pub fn total(&self) -> (u64, u64) {
        let entries = lock(&self.entries);
        let bytes = entries.by_number.values().filter_map(|(_, blob)| blob.bytes).fold(0, u64::saturating_add);
        (entries.by_number.len() as u64, bytes)
    }

    /// Those that have been copied longest.
    pub fn oldest(&self) -> Vec<SlowBlob> {
        lock(&self.entries).by_number.values().take(OLDEST).map(|(began, blob)| after(blob, began.elapsed())).collect()
    }
}

impl InFlightEntry<'_> {
    /// It has ended. The slower of this one and `slowest` is the slowest.
    pub fn end(self, slowest: Option<SlowBlob>) -> Option<SlowBlob> {
        let (began, blob) = lock(&self.under_way.entries).by_number.remove(&self.number)?;
        let blob = after(&blob, began.elapsed());
        slowest.filter(|slowest| slowest.milliseconds >= blob.milliseconds).or(Some(blob))
    }
}

impl Drop for InFlightEntry<'_> {
    fn drop(&mut self) {
        lock(&self.under_way.entries).by_number.remove(&self.number);
    }
}

fn after(blob: &SlowBlob, time: Duration) -> SlowBlob {
    SlowBlob { milliseconds: u64::try_from(time.as_millis()).unwrap_or(u64::MAX), ..blob.clone() }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn s4_the_slowest_copies_are_named() {
        let under_way = UnderWay::default();
        let one = under_way.enter("one".to_owned(), None, Some(1));
        advance(Duration::from_millis(10)).await;
        let two = under_way.enter("two".to_owned(), Some("c".to_owned()), None);
        advance(Duration::from_millis(5)).await;
        let reported =
            |blobs: Vec<SlowBlob>| blobs.into_iter().map(|blob| (blob.source, blob.milliseconds)).collect::<Vec<_>>();
        assert_eq!(reported(under_way.oldest()), [("one".to_owned(), 15), ("two".to_owned(), 5)]);
        assert_eq!(under_way.total(), (2, 1));
        let slowest = two.end(None);
        assert_eq!(slowest.as_ref().map(|blob| (blob.source.as_str(), blob.milliseconds)), Some(("two", 5)));
        let slowest = one.end(slowest);
        assert_eq!(slowest.map(|blob| blob.source).as_deref(), Some("one"));
        drop(under_way.enter("canceled".to_owned(), None, None));
        assert!(under_way.oldest().is_empty());
    }
}
