//! The blobs that only the destination has: found while both listings are read, and held in bounded memory until they may be deleted.

use crate::bulk::decisions::early_deletion::EarlyTier;
use crate::bulk::naming::name_matching::Matched;
use crate::rest::values::Timestamp;

/// The number of bytes of them that are held. Further ones are found again by another reading of both listings.
const MOST_HELD: usize = 8 * 1024 * 1024;

/// The memory of one of them, besides its texts.
const OVERHEAD: usize = 96;

/// A blob of the destination that may be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extraneous {
    /// Its name at the destination.
    pub name: String,
    /// The state in which it was listed.
    pub etag: Option<String>,
    /// When it last changed, by the service's clock.
    pub last_modified: Option<Timestamp>,
    /// Its size in bytes.
    pub length: u64,
    /// Whether it is deleted because the filters exclude it (`deleteExcluded`), whatever the source has.
    pub is_excluded: bool,
    /// The tier in which it was for less than the minimum.
    pub early: Option<EarlyTier>,
    /// The result of the caller's regular expressions for its name.
    pub matched: Matched,
}

/// The part of the destination's listing for a page of the source.
#[derive(Debug, Default)]
pub struct DestinationPart {
    /// The number of blobs that the filters include.
    pub listed: u64,
    /// The number that the filters exclude.
    pub excluded: u64,
    /// The number of requests for it.
    pub pages: u64,
    /// Those that may be deleted.
    pub extraneous: Vec<Extraneous>,
    /// Why nothing may be deleted, after a failure.
    pub trouble: Option<String>,
    /// The service's time before anything was listed.
    pub started: Option<Timestamp>,
    /// Whether there is no page of the source for it.
    pub is_rest: bool,
    /// Whether both listings started in their middle, so that earlier names were not read.
    pub is_part: bool,
}

/// The result so far.
#[derive(Debug, Default)]
pub struct ExtraneousBlobs {
    /// The first of them.
    pub held: Vec<Extraneous>,
    /// Their number.
    pub count: u64,
    /// The number of the destination's blobs, to which the deletes are compared.
    pub listed: u64,
    /// The number of the destination's blobs that the filters exclude.
    pub excluded: u64,
    /// The number of the source's names that the filters include.
    pub source_names: u64,
    /// Why nothing may be deleted, after a failure.
    pub trouble: Option<String>,
    /// The service's time at the job's start.
    pub started: Option<Timestamp>,
    /// Whether only a part of both listings was read.
    pub is_part: bool,
    bytes: usize,
}

impl ExtraneousBlobs {
    /// Empty, for a job that started at this time of the service.
    pub fn since(started: Option<Timestamp>) -> Self {
        Self { started, ..Self::default() }
    }

    /// Adds the result for a page.
    pub fn add(&mut self, destination_part: DestinationPart) {
        let DestinationPart { listed, excluded, extraneous, trouble, started, is_part, .. } = destination_part;
        self.is_part |= is_part;
        self.listed += listed;
        self.excluded += excluded;
        self.count += extraneous.len() as u64;
        self.trouble = self.trouble.take().or(trouble);
        self.started = self.started.or(started);
        for blob in extraneous {
            if self.bytes < MOST_HELD {
                self.bytes += OVERHEAD + blob.name.len() + blob.etag.as_ref().map_or(0, String::len);
                self.held.push(blob);
            }
        }
    }

    /// Whether all of them are held.
    pub fn holds_all(&self) -> bool {
        self.held.len() as u64 == self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(number: usize) -> Extraneous {
        Extraneous {
            name: format!("{number:0>200}"),
            etag: None,
            last_modified: None,
            length: 1,
            is_excluded: false,
            early: None,
            matched: Matched::default(),
        }
    }

    #[test]
    fn memory_is_bounded_and_the_count_is_not() {
        let mut found = ExtraneousBlobs::default();
        for page in 0..40 {
            let extraneous = (page * 1000..(page + 1) * 1000).map(blob).collect();
            found.add(DestinationPart { listed: 1000, extraneous, ..Default::default() });
        }
        assert_eq!((found.count, found.listed), (40_000, 40_000));
        assert!(!found.holds_all() && found.held.len() < 30_000, "{}", found.held.len());
        assert_eq!(found.held[9999], blob(9999));
    }

    #[test]
    fn the_first_trouble_and_the_first_time_stay() {
        let mut found = ExtraneousBlobs::default();
        let destination_part = |trouble: Option<&str>, started| DestinationPart {
            trouble: trouble.map(str::to_owned),
            started: Some(Timestamp(started)),
            ..Default::default()
        };
        found.add(destination_part(None, 1));
        found.add(destination_part(Some("one"), 2));
        found.add(destination_part(Some("two"), 3));
        assert_eq!((found.trouble.as_deref(), found.started), (Some("one"), Some(Timestamp(1))));
        assert!(found.holds_all());
    }
}
