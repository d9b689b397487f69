//! The blobs that only the destination has: found while both listings are read, and held in bounded memory until they may be deleted.

use std::sync::Arc;

use crate::bulk::decisions::early_deletion::EarlyTier;
use crate::bulk::listing::origin::AccountContainer;
use crate::bulk::naming::name_matching::PatternMatches;
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
    /// Whether it is deleted because the filters exclude it (`deleteExcluded`), even if the source has it.
    pub is_excluded: bool,
    /// The tier in which it was for less than the minimum.
    pub early: Option<EarlyTier>,
    /// The result of the caller's regular expressions for its name.
    pub matched: PatternMatches,
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
#[derive(Debug)]
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
    /// The number of bytes of them that are held, and how many may be.
    bytes: usize,
    most: usize,
}

/// Those of one pair of containers: that of the job, or one of an account.
#[derive(Debug)]
pub struct FoundIn {
    /// The containers; `None` for those of the job.
    pub place: Option<Arc<AccountContainer>>,
    /// Their blobs.
    pub found: ExtraneousBlobs,
}

impl Default for ExtraneousBlobs {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            count: 0,
            listed: 0,
            excluded: 0,
            source_names: 0,
            trouble: None,
            started: None,
            is_part: false,
            bytes: 0,
            most: MOST_HELD,
        }
    }
}

impl ExtraneousBlobs {
    /// Empty, for a job that started at this time of the service.
    pub fn since(started: Option<Timestamp>) -> Self {
        Self { started, ..Self::default() }
    }

    /// The extraneous blobs are unknown.
    pub fn unknown(trouble: &str) -> Self {
        Self { trouble: Some(trouble.to_owned()), ..Self::default() }
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
            if self.bytes < self.most {
                self.bytes += OVERHEAD + blob.name.len() + blob.etag.as_ref().map_or(0, String::len);
                self.held.push(blob);
            }
        }
    }

    /// Adds the numbers of another pair of containers, but not its blobs.
    pub fn add_numbers(&mut self, other: &Self) {
        self.count += other.count;
        self.listed += other.listed;
        self.excluded += other.excluded;
        self.source_names += other.source_names;
        self.bytes += other.bytes;
        self.trouble = self.trouble.take().or_else(|| other.trouble.clone());
        self.started = self.started.into_iter().chain(other.started).min();
    }

    /// Holds none of them, if as many are held already by others as may be. They are found again.
    pub fn fit_beside(&mut self, others: &Self) {
        if others.bytes + self.bytes > MOST_HELD {
            (self.held, self.bytes) = (Vec::new(), 0);
        }
    }

    /// With room for a part of what may be held.
    #[must_use]
    pub fn with_part_of_room(self, parts: usize) -> Self {
        Self { most: MOST_HELD / parts, ..self }
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
            matched: PatternMatches::default(),
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
        assert!((found.held.len() as u64) < found.count && found.held.len() < 30_000, "{}", found.held.len());
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
        assert!(found.held.is_empty() && found.count == 0);
    }
}
