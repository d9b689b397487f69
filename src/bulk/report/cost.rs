//! The number of requests of a job, by the classes in which the service bills them. Pure, apart from the counter.
//! <https://azure.microsoft.com/pricing/details/storage/blobs/>

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use crate::copy::BlobFacts;
use crate::copy::options::Verify;
use crate::copy::plan::Plan;

/// Requests by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Requests {
    /// Those that write content, properties or tags.
    pub write: u64,
    /// Those that list.
    pub list: u64,
    /// Those that read content, properties or tags.
    pub read: u64,
    /// Those that delete, which costs nothing.
    pub delete: u64,
}

/// The requests of one copy, from facts and plan.
pub fn of_copy(plan: Plan, facts: &BlobFacts, verify: Option<Verify>) -> Requests {
    // The single request copies them.
    let takes_tags = matches!(plan, Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl);
    let reads_tags = u64::from(facts.tags.is_none() && !takes_tags);
    let is_verified = match (verify, plan) {
        (Some(Verify::None), _) | (None, Plan::CopyBlob | Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl) => 0,
        (Some(Verify::Crc64), _) => 2,
        (Some(Verify::Content), _) => 3,
        _ => 1,
    };
    // They are compared on both sides, and read once at the source.
    let compares_tags = matches!(verify, Some(Verify::Properties | Verify::Content)) && facts.tags.is_none();
    let of_tags = if compares_tags { 2 } else { reads_tags };
    let read = of_tags + is_verified;
    let (write, more) = match plan {
        Plan::CopyBlob => (1, 1),
        Plan::CopyBlobFromUrl | Plan::PutBlobFromUrl => (1, 0),
        Plan::Blocks(layout) => (layout.blocks + 1, 0),
        Plan::Relay(layout) if layout.blocks <= 1 => (1, 1),
        Plan::Relay(layout) => (layout.blocks + 1, layout.blocks),
    };
    Requests { write, read: read + more, ..Requests::default() }
}

/// Adds up the requests of a dry run.
#[derive(Debug, Default)]
pub struct RequestCounter {
    write: AtomicU64,
    list: AtomicU64,
    read: AtomicU64,
    delete: AtomicU64,
}

impl RequestCounter {
    /// Adds the requests of a copy or a check.
    pub fn add(&self, requests: Requests) {
        self.write.fetch_add(requests.write, Ordering::Relaxed);
        self.list.fetch_add(requests.list, Ordering::Relaxed);
        self.read.fetch_add(requests.read, Ordering::Relaxed);
        self.delete.fetch_add(requests.delete, Ordering::Relaxed);
    }

    /// The total.
    pub fn total(&self) -> Requests {
        let of = |counted: &AtomicU64| counted.load(Ordering::Relaxed);
        Requests { write: of(&self.write), list: of(&self.list), read: of(&self.read), delete: of(&self.delete) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::blob_facts::BlobKind;
    use crate::copy::plan::{CopyPreferences, SourceAccess, plan};
    use crate::rest::values::NameValues;

    fn cost(length: u64, access: SourceAccess, tagged: bool) -> (u64, u64) {
        let facts = BlobFacts {
            kind: BlobKind::BlockBlob,
            length: Some(length),
            tags: (!tagged).then(NameValues::default),
            ..Default::default()
        };
        let plan = plan(&facts, access, CopyPreferences::default()).expect("a plan");
        let Requests { write, read, .. } = of_copy(plan, &facts, None);
        (write, read)
    }

    #[test]
    fn s16_a_small_blob_costs_one_write_and_a_large_one_its_blocks_and_a_commit() {
        const GIB: u64 = 1 << 30;
        assert_eq!(cost(10, SourceAccess::Url, false), (1, 0));
        assert_eq!(cost(10, SourceAccess::Url, true), (1, 0), "the service takes the tags along");
        assert_eq!(cost(5 * GIB, SourceAccess::Url, true).1, cost(5 * GIB, SourceAccess::Url, false).1 + 1);
        assert_eq!(cost(10, SourceAccess::ClientOnly, false), (1, 2));
        let (write, read) = cost(5 * GIB, SourceAccess::Url, false);
        assert!(write > 2 && read == 1, "{write} {read}");
        let (relayed, reads) = cost(GIB, SourceAccess::ClientOnly, false);
        assert_eq!(relayed, reads);
    }

    #[test]
    fn counts_are_added_up() {
        let counter = RequestCounter::default();
        counter.add(Requests { write: 2, read: 1, ..Default::default() });
        counter.add(Requests { write: 1, delete: 1, ..Default::default() });
        assert_eq!(counter.total(), Requests { write: 3, read: 1, list: 0, delete: 1 });
    }
}
