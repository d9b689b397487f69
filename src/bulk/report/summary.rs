//! What a job has done so far, in numbers. A number counts what was done, never what was intended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bulk::report::container_event::{ContainerEvent, Happening, Told};
use crate::bulk::report::cost::Requests;
use crate::bulk::report::event::{BlobEvent, BlobFailure};
use crate::bulk::report::fidelity::NotKept;
use crate::bulk::report::under_way::SlowBlob;
use crate::copy::Proof;

/// How many examples of failures are kept; all are in the events.
const MAX_FAILURES: usize = 100;

/// How many pairs of names a plan shows.
const EXAMPLES: usize = 3;

/// The code of failures that have none.
const NO_CODE: &str = "Unknown";

/// A blob that was not copied, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedBlob {
    /// The container, in a copy of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The name at the source.
    pub source: String,
    /// Why.
    #[serde(flatten)]
    pub failure: BlobFailure,
}

/// What was deleted, and what not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Deletes {
    /// How many blobs were to be deleted.
    pub wanted: u64,
    /// How many were deleted.
    pub done: u64,
    /// How many could not be deleted.
    pub refused: u64,
    /// How many were left alone because something stopped all deletes.
    pub withheld: u64,
    /// How many turned out not to be what was to be deleted.
    pub changed: u64,
    /// How many blobs of the destination the filters hide.
    pub excluded: u64,
    /// The refused ones by error code.
    pub refused_by_code: BTreeMap<String, u64>,
    /// Why they were withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld_because: Option<String>,
    /// What a delete means at this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl Deletes {
    /// What a later run of the job has to know of an earlier one.
    #[must_use]
    pub fn resumed(self) -> Self {
        let Self { done, changed, .. } = self;
        Self { wanted: done + changed, done, changed, ..Self::default() }
    }

    /// Whether something that was to be deleted is still there.
    pub fn are_incomplete(&self) -> bool {
        self.refused > 0 || self.withheld_because.is_some()
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// How many blobs are the same on both sides.
    pub equal: u64,
    /// How many differ.
    pub different: u64,
    /// How many the destination does not have.
    pub missing: u64,
    /// How many only the destination has.
    pub extra: u64,
    /// How many could not be compared.
    pub unproven: u64,
    /// The first of those that are not equal.
    pub differences: Vec<BlobEvent>,
}

/// A name on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamePair {
    source: String,
    destination: String,
}

/// A container that was not copied, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedContainer {
    /// The name.
    pub container: String,
    /// Why.
    #[serde(flatten)]
    pub failure: BlobFailure,
}

/// What was done with the containers of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerCounts {
    /// How many were begun, in this run or an earlier one.
    pub begun: u64,
    /// How many of them this run created at the destination.
    pub created: u64,
    /// How many were left out.
    pub skipped: u64,
    /// How many could not be created or listed.
    pub failed: u64,
    /// The first of those.
    pub failures: Vec<FailedContainer>,
}

/// The numbers that survive the process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Counts {
    /// The blobs that were listed.
    pub listed: u64,
    /// Those that the filter did not let through.
    pub filtered: u64,
    /// Those that were copied.
    pub copied: u64,
    /// The bytes of those.
    pub copied_bytes: u64,
    /// The snapshots and versions that were copied before them.
    pub earlier_states: u64,
    /// Those of them that were deleted at the source.
    pub moved: u64,
    /// Those that were not to be copied, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// What was deleted.
    pub deletes: Deletes,
    /// What the copies do not have of their sources, by kind.
    pub not_kept: BTreeMap<String, u64>,
}

/// What a running job is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentWork {
    /// How many blobs are being copied.
    pub in_flight: u64,
    /// The bytes of those, as far as they are known.
    pub in_flight_bytes: u64,
    /// How many are listed and wait for their copy.
    pub waiting: u64,
    /// The bytes of those.
    pub waiting_bytes: u64,
    /// Whether the last page of the listing was read.
    pub is_last_page: bool,
    /// How many are copied at once at most.
    pub concurrency: u64,
    /// How many attempts at requests were made.
    pub attempts: u64,
}

/// What a job has done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The numbers.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many blobs could not be copied.
    pub failed: u64,
    /// The same, by error code.
    pub failed_by_code: BTreeMap<String, u64>,
    /// How many blobs were not moved because of something else at one of the sides.
    pub conflicts: u64,
    /// The first of those that failed or conflicted.
    pub failures: Vec<FailedBlob>,
    /// Whether the listing was read to its end.
    pub listing_complete: bool,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What a comparison found, if this is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// The first names that a dry run would copy, and what they are called at the destination.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<NamePair>,
    /// How many requests the job would send, if this is a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Requests>,
    /// How many attempts were throttled, by what the service said.
    pub throttled: BTreeMap<String, u64>,
    /// How many copies the service is making in its own time.
    pub pending_copies: u64,
    /// How many attempts were abandoned and retried, because they took far longer than others of their size.
    pub stragglers: u64,
    /// The blob whose copy took longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slowest: Option<SlowBlob>,
    /// Those whose copies have taken longest so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub oldest: Vec<SlowBlob>,
    /// The containers, in a copy of an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<ContainerCounts>,
    /// What the job is at, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentWork>,
}

impl Verified {
    /// Counts what is not equal.
    fn add(&mut self, event: &BlobEvent) {
        match event {
            BlobEvent::Different { .. } => self.different += 1,
            BlobEvent::Missing { .. } => self.missing += 1,
            BlobEvent::Extra { .. } => self.extra += 1,
            _ => self.unproven += 1,
        }
        self.keep(event);
    }

    fn keep(&mut self, event: &BlobEvent) {
        if self.differences.len() < MAX_FAILURES {
            self.differences.push(event.clone());
        }
    }
}

impl Summary {
    /// Counts the result for one blob or container.
    pub fn tell(&mut self, told: &Told) {
        match told {
            Told::Job(_) => {}
            Told::Blob { event, container, .. } => self.count(event, container.as_deref()),
            Told::Container(event) => self.add_container(event),
        }
    }

    fn add_container(&mut self, event: &ContainerEvent) {
        let counts = self.containers.get_or_insert_default();
        match &event.happening {
            Happening::ContainerBegun { created, .. } => {
                counts.begun += 1;
                counts.created += u64::from(*created);
            }
            Happening::ContainerSkipped { .. } => counts.skipped += 1,
            Happening::ContainerFailed { failure } => {
                counts.failed += 1;
                if counts.failures.len() < MAX_FAILURES {
                    let container = event.container.clone();
                    counts.failures.push(FailedContainer { container, failure: failure.clone() });
                }
            }
            Happening::ContainerListed => {}
        }
    }

    /// Counts the result for one blob.
    pub fn add(&mut self, event: &BlobEvent) {
        self.count(event, None);
    }

    fn count(&mut self, event: &BlobEvent, container: Option<&str>) {
        match event {
            BlobEvent::Copied { bytes, source, destination, dry_run, not_kept, verified, earlier, .. } => {
                self.counts.earlier_states += *earlier;
                if *dry_run && self.examples.len() < EXAMPLES {
                    let (source, destination) = (source.clone(), destination.clone());
                    self.examples.push(NamePair { source, destination });
                }
                self.add_copy(*bytes, not_kept);
                self.add_proof(event, *verified);
            }
            BlobEvent::Moved { bytes, not_kept, verified, .. } => {
                self.add_copy(*bytes, not_kept);
                self.add_proof(event, *verified);
                self.counts.moved += 1;
            }
            BlobEvent::Skipped { reason, .. } => {
                *self.counts.skipped.entry(reason.name().to_owned()).or_default() += 1;
            }
            BlobEvent::Failed { source, failure, .. } => {
                self.failed += 1;
                let code = failure.code.as_deref().unwrap_or(NO_CODE);
                *self.failed_by_code.entry(code.to_owned()).or_default() += 1;
                if let (Some(verified), "VerifyFailed") = (&mut self.verified, code) {
                    verified.different += 1;
                    verified.keep(event);
                }
                self.keep(container, source, failure);
            }
            BlobEvent::Conflict { source, failure, .. } => {
                self.conflicts += 1;
                self.keep(container, source, failure);
            }
            BlobEvent::Equal { .. } => self.verified.get_or_insert_default().equal += 1,
            BlobEvent::Different { .. }
            | BlobEvent::Missing { .. }
            | BlobEvent::Extra { .. }
            | BlobEvent::Unproven { .. } => self.verified.get_or_insert_default().add(event),
            BlobEvent::Deleted { .. } => self.counts.deletes.done += 1,
            BlobEvent::DeleteSkipped { .. } => self.counts.deletes.changed += 1,
            BlobEvent::DeleteRefused { failure, .. } => {
                let deletes = &mut self.counts.deletes;
                deletes.refused += 1;
                let code = failure.code.as_deref().unwrap_or(NO_CODE);
                *deletes.refused_by_code.entry(code.to_owned()).or_default() += 1;
            }
            BlobEvent::DeletesWithheld { count, reason } => {
                self.counts.deletes.withheld = *count;
                self.counts.deletes.withheld_because = Some(reason.clone());
            }
        }
    }

    fn add_copy(&mut self, bytes: u64, not_kept: &[NotKept]) {
        self.counts.copied += 1;
        self.counts.copied_bytes = self.counts.copied_bytes.saturating_add(bytes);
        for kind in not_kept {
            *self.counts.not_kept.entry(kind.name().to_owned()).or_default() += 1;
        }
    }

    /// Counts what was verified after a copy.
    fn add_proof(&mut self, event: &BlobEvent, proof: Option<Proof>) {
        match (&mut self.verified, proof) {
            (Some(verified), Some(Proof::Equal)) => verified.equal += 1,
            (Some(verified), Some(Proof::Unproven)) => verified.add(event),
            _ => {}
        }
    }

    fn keep(&mut self, container: Option<&str>, source: &str, failure: &BlobFailure) {
        if self.failures.len() < MAX_FAILURES {
            let container = container.map(str::to_owned);
            self.failures.push(FailedBlob { container, source: source.to_owned(), failure: failure.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::decisions::skip_reason::SkipReason;

    #[test]
    fn everything_is_counted_once_and_few_examples_are_kept() {
        let mut summary = Summary::default();
        for number in 0..150 {
            let source = number.to_string();
            let failure =
                BlobFailure { code: Some("X".into()), status_code: Some(500), message: "m".into(), request_id: None };
            summary.add(&BlobEvent::Failed { source: source.clone(), destination: None, failure });
            summary.add(&BlobEvent::Skipped { source: source.clone(), reason: SkipReason::Archived });
            let destination = source.clone();
            summary.add(&BlobEvent::Copied {
                source,
                destination,
                bytes: 2,
                etag: None,
                dry_run: false,
                not_kept: Vec::new(),
                verified: None,
                earlier: 0,
            });
        }
        assert_eq!((summary.failed, summary.failed_by_code["X"], summary.failures.len()), (150, 150, 100));
        assert_eq!((summary.counts.copied, summary.counts.copied_bytes), (150, 300));
        assert_eq!(summary.counts.skipped["archived"], 150);
    }
}
