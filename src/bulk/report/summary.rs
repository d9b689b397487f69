//! What a job has done so far, in numbers. Numbers count what was done, never what was intended.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bulk::report::container_event::{ContainerChange, ContainerEvent, Event};
use crate::bulk::report::cost::Requests;
use crate::bulk::report::counts::Counts;
use crate::bulk::report::event::{BlobEvent, BlobFailure, KeptReason};
use crate::bulk::report::examples::{FailedBlob, FailedContainer, MAX_FAILURES, RefusedDelete, has_room};
use crate::bulk::report::fidelity::NotKept;
use crate::bulk::report::forecast::{EarlyDeletions, ForeseenObstacles};
use crate::bulk::report::under_way::SlowBlob;
use crate::bulk::report::verified::Verified;
use crate::copy::Proof;

/// The number of pairs of names in a plan.
const EXAMPLES: usize = 3;

/// The code of failures without one.
const NO_CODE: &str = "Unknown";

/// A name on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamePair {
    source: String,
    destination: String,
}

/// The results for the containers of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerCounts {
    /// The number that were started, in this run or an earlier one.
    pub begun: u64,
    /// The number of them that this run created at the destination.
    pub created: u64,
    /// The number that were skipped.
    pub skipped: u64,
    /// The number that could not be created or listed.
    pub failed: u64,
    /// The first of those.
    pub failures: Vec<FailedContainer>,
}

/// What a running job is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurrentWork {
    /// The number of blobs that are being copied.
    pub in_flight: u64,
    /// The bytes of those, as far as they are known.
    pub in_flight_bytes: u64,
    /// The number of listed blobs that wait for their copy.
    pub waiting: u64,
    /// The bytes of those.
    pub waiting_bytes: u64,
    /// Whether the last page of the listing was read.
    pub is_last_page: bool,
    /// The limit on concurrent copies.
    pub concurrency: u64,
    /// The number of attempts.
    pub attempts: u64,
}

/// What a job has done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The numbers.
    #[serde(flatten)]
    pub counts: Counts,
    /// The number of blobs that could not be copied.
    pub failed: u64,
    /// The same, by error code.
    pub failed_by_code: BTreeMap<String, u64>,
    /// The number of blobs that were not moved because one of the sides has changed.
    pub conflicts: u64,
    /// The first of those that failed or conflicted.
    pub failures: Vec<FailedBlob>,
    /// The first blob of each error code that could not be deleted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused_deletes: Vec<RefusedDelete>,
    /// Whether the listing was read to its end.
    pub listing_complete: bool,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What the caller should know about both sides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The result of a comparison, if this is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
    /// The first names that a dry run would copy, with their names at the destination.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<NamePair>,
    /// What stands in the way at the destination, if this is a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacles: Option<ForeseenObstacles>,
    /// The blobs that the job would delete or overwrite before the minimum of their tier is over, by tier, if this is a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub early_deletion: Option<BTreeMap<&'static str, EarlyDeletions>>,
    /// The number of requests that the job would send, if this is a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Requests>,
    /// The number of throttled attempts, by kind.
    pub throttled: BTreeMap<String, u64>,
    /// The number of pending asynchronous copies.
    pub pending_copies: u64,
    /// The number of attempts that were abandoned and retried, because they took far longer than others of their size.
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
    /// What the job is doing, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentWork>,
}

impl Summary {
    /// Counts the result for one blob or container.
    pub fn count_event(&mut self, event: &Event) {
        match event {
            Event::Job(_) => {}
            Event::Blob { event, container, effort } => {
                self.counts.left_snapshots += effort.as_ref().map_or(0, |effort| effort.left_snapshots.len() as u64);
                self.count(event, container.as_deref());
            }
            Event::Container(event) => self.add_container(event),
        }
    }

    fn add_container(&mut self, event: &ContainerEvent) {
        let counts = self.containers.get_or_insert_default();
        match &event.change {
            ContainerChange::ContainerBegun { created, .. } => {
                counts.begun += 1;
                counts.created += u64::from(*created);
            }
            ContainerChange::ContainerSkipped { .. } => counts.skipped += 1,
            ContainerChange::ContainerFailed { failure } => {
                counts.failed += 1;
                let is_of = |kept: &FailedContainer| kept.failure.code == failure.code;
                if has_room(&counts.failures, is_of) {
                    let container = event.container.clone();
                    counts.failures.push(FailedContainer { container, failure: failure.clone() });
                }
            }
            ContainerChange::ContainerListed => {}
        }
    }

    /// Counts the result for one blob.
    pub fn add(&mut self, event: &BlobEvent) {
        self.count(event, None);
    }

    fn count(&mut self, event: &BlobEvent, container: Option<&str>) {
        match event {
            BlobEvent::Copied {
                bytes, source, destination, dry_run, not_kept, verified, earlier, rehydrating, ..
            } => {
                self.counts.earlier_states += *earlier;
                self.counts.rehydrations += u64::from(*rehydrating);
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
            BlobEvent::DeleteSkipped { reason, .. } => {
                self.counts.deletes.changed += 1;
                self.counts.deletes.newer += u64::from(*reason == KeptReason::Newer);
            }
            BlobEvent::DeleteRefused { destination, failure } => {
                let deletes = &mut self.counts.deletes;
                deletes.refused += 1;
                let code = failure.code.as_deref().unwrap_or(NO_CODE);
                *deletes.refused_by_code.entry(code.to_owned()).or_default() += 1;
                if self.refused_deletes.len() < MAX_FAILURES
                    && !self.refused_deletes.iter().any(|kept| kept.failure.code == failure.code)
                {
                    let (destination, failure) = (destination.clone(), failure.clone());
                    let container = container.map(str::to_owned);
                    self.refused_deletes.push(RefusedDelete { container, destination, failure });
                }
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

    /// Counts the result of a verification after a copy.
    fn add_proof(&mut self, event: &BlobEvent, proof: Option<Proof>) {
        match (&mut self.verified, proof) {
            (Some(verified), Some(Proof::Equal)) => verified.equal += 1,
            (Some(verified), Some(Proof::Unproven)) => verified.add(event),
            _ => {}
        }
    }

    fn keep(&mut self, container: Option<&str>, source: &str, failure: &BlobFailure) {
        if has_room(&self.failures, |kept| kept.failure.code == failure.code) {
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
                source_etag: None,
                content_md5: None,
                content_crc64: None,
                dry_run: false,
                not_kept: Vec::new(),
                verified: None,
                earlier: 0,
                rehydrating: false,
            });
        }
        assert_eq!((summary.failed, summary.failed_by_code["X"], summary.failures.len()), (150, 150, 100));
        assert_eq!((summary.counts.copied, summary.counts.copied_bytes), (150, 300));
        assert_eq!(summary.counts.skipped["archived"], 150);
    }

    #[test]
    fn o12_the_first_of_each_code_is_kept() {
        let mut summary = Summary::default();
        let failure = |code: String| {
            let request_id = Some(format!("request of {code}"));
            BlobFailure { code: Some(code), status_code: None, message: "m".into(), request_id }
        };
        for number in 0..5000 {
            // A code for every blob is more than is kept.
            let code = if number < 4000 { format!("code {}", number / 500) } else { format!("odd {number}") };
            let (source, failure) = (number.to_string(), failure(code));
            summary.add(&BlobEvent::Failed { source: source.clone(), destination: None, failure: failure.clone() });
            summary.add(&BlobEvent::DeleteRefused { destination: source, failure });
        }
        let kept: Vec<_> = summary.failures.iter().filter(|kept| !kept.source.is_empty()).collect();
        assert_eq!(kept.len(), 200);
        for code in 0..8 {
            let first = kept.iter().find(|kept| kept.failure.code == Some(format!("code {code}"))).expect("one");
            assert_eq!(first.source, (code * 500).to_string());
        }
        assert_eq!(summary.refused_deletes.len(), 100);
        assert_eq!(summary.refused_deletes[7].destination, "3500");
    }
}
