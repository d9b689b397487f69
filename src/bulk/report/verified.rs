//! The result of a comparison, in numbers.

use std::mem::discriminant;

use serde::Serialize;

use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::examples::has_room;

/// The result of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// The number of blobs that are the same on both sides.
    pub equal: u64,
    /// The number that differ.
    pub different: u64,
    /// The number that the destination does not have.
    pub missing: u64,
    /// The number that only the destination has.
    pub extra: u64,
    /// The number that could not be compared.
    pub unproven: u64,
    /// The first of those that are not equal.
    pub differences: Vec<BlobEvent>,
}

impl Verified {
    /// Counts the result of a comparison.
    pub fn add(&mut self, event: &BlobEvent) {
        match event {
            BlobEvent::Different { .. } => self.different += 1,
            BlobEvent::Missing { .. } => self.missing += 1,
            BlobEvent::Extra { .. } => self.extra += 1,
            _ => self.unproven += 1,
        }
        self.keep(event);
    }

    /// Keeps one that is not equal as an example, if there is room.
    pub fn keep(&mut self, event: &BlobEvent) {
        if has_room(&self.differences, |kept| discriminant(kept) == discriminant(event)) {
            self.differences.push(event.clone());
        }
    }
}
