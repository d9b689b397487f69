//! Decides from the listings whether a blob is copied, and counts the requests that a run would send.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{CopySourceError, Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::recording::is_unrecorded;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::{Worker, is_marker};
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::{AtDestination, facts_at_destination};
use crate::bulk::listing::extraneous::DestinationPart;
use crate::bulk::mirror::clocks::local_time;
use crate::bulk::options::archived::Archived;
use crate::bulk::report::cost::{self, RequestCounter, Requests};
use crate::bulk::report::counts::Deletes;
use crate::bulk::report::forecast::Forecast;
use crate::bulk::report::summary::Summary;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::{self, Overwrite, OverwriteDecision, Precondition};
use crate::copy::plan::Plan;
use crate::copy::recorded_source::{RecordedSource, recorded};
use crate::copy::valid_metadata::with_valid_names;
use crate::copy::{BlobFacts, plan_of};
use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// What to do with a blob.
pub enum Decision {
    /// The copy checks the destination itself, if it must.
    CheckDestination,
    /// Copy it under this precondition.
    Copy(Precondition, Option<Arc<BlobFacts>>),
    /// Nothing.
    Skip(SkipReason),
}

/// The result of a copy that a dry run does not make.
pub(super) fn would_copy(facts: &BlobFacts) -> BlobResult {
    BlobResult::Copied {
        bytes: facts.length.unwrap_or_default(),
        etag: None,
        source_etag: None,
        verified: None,
        content_crc64: None,
        is_found: false,
    }
}

/// The service rejects the copy of an archived blob that is not to be rehydrated.
pub(super) fn archived_source() -> Error {
    let message =
        "The blob is archived, and cannot be read. With \"archived\": \"rehydrate\", its copy gets an online tier.";
    // The same code about the destination would be an obstacle to clear.
    let of_source = CopySourceError { code: Some("BlobArchived".to_owned()), ..CopySourceError::default() };
    Error::new(ErrorKind::Copy, message).with_code("BlobArchived").with_copy_source(of_source)
}

/// The error for a name that a directory has.
fn is_directory(destination: &BlobEndpoint) -> Error {
    let message = format!(
        "The destination {} is a directory of a hierarchical namespace, so no blob can have this name. Copy it to another name, or delete the directory.",
        destination.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code("ResourceTypeMismatch")
}

impl Worker {
    /// Decides from what was listed whether a blob is copied. It requests properties only if the decision needs them and the listing lacks them.
    pub async fn decide(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        facts: Option<&BlobFacts>,
        there: &mut AtDestination,
        cancel: &CancellationToken,
    ) -> Result<Decision> {
        let overwrite = self.options.copy.overwrite;
        let checks = self.keeper.is_some() || self.lacking.is_some() || self.options.only_reads();
        let checks = checks || facts.is_some_and(|facts| self.fails_as_archived(facts));
        let compares = matches!(overwrite, Overwrite::IfSourceNewer | Overwrite::IfDifferent);
        // What the copy compares with may be a directory.
        let checks = *there == AtDestination::Unknown
            && self.options.checks_destination()
            && (checks || (compares && Box::pin(self.is_hierarchical(destination, cancel)).await));
        if checks {
            *there = Box::pin(self.facts_at_destination(destination, cancel)).await?;
        }
        let old = match there {
            AtDestination::Unknown => return Ok(Decision::CheckDestination),
            AtDestination::Absent => None,
            AtDestination::There(old) => Some(old),
        };
        // The service reports a directory as an existing blob, and may say no more.
        if let Some(old) = &old {
            Box::pin(self.reject_directory(destination, facts, old, cancel)).await?;
        }
        // The copy checks a changed source, and decides again.
        let Some(facts) = facts.filter(|_| overwrite.needs_check()) else {
            return Ok(match old {
                Some(_) if overwrite == Overwrite::Never => Decision::Skip(SkipReason::Exists),
                _ if self.keeper.is_none() => Decision::CheckDestination,
                None => Decision::Copy(Precondition::Absent, None),
                Some(old) => Decision::Copy(Precondition::Unchanged, Some(old.clone())),
            });
        };
        let recorded = old.as_ref().map_or(RecordedSource::Unknown, |old| recorded(&source.url, facts, old));
        Ok(match overwrite::decide(overwrite, facts, old.as_ref().map(|old| &***old), recorded) {
            OverwriteDecision::Copy(precondition) => Decision::Copy(precondition, old.cloned()),
            OverwriteDecision::Skip => Decision::Skip(SkipReason::Same),
            OverwriteDecision::Exists => Decision::Skip(SkipReason::Exists),
        })
    }

    /// The facts of an existing destination are not those of a blob if it is a directory of a hierarchical namespace.
    ///
    /// # Errors
    /// It is a directory, and the source is not a directory marker.
    pub(super) async fn reject_directory(
        &self,
        destination: &BlobEndpoint,
        facts: Option<&BlobFacts>,
        old: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let may_be = is_marker(old) && !facts.is_some_and(is_marker);
        let is_decided_here = self.options.copy.conditions.if_none_match.is_none();
        if may_be && is_decided_here && Box::pin(self.is_hierarchical(destination, cancel)).await {
            return Err(is_directory(destination));
        }
        Ok(())
    }

    /// Skips a blob whose destination exists.
    ///
    /// # Errors
    /// As [`Self::reject_directory`].
    pub(super) async fn skip_existing(
        &self,
        destination: &BlobEndpoint,
        blob: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        if Box::pin(self.is_hierarchical(destination, cancel)).await
            && let AtDestination::There(old) = self.facts_at_destination(destination, cancel).await?
        {
            self.reject_directory(destination, Some(blob), &old, cancel).await?;
        }
        Ok(BlobResult::Skipped(SkipReason::Exists))
    }

    /// Whether a blob is archived, and fails for that, unless it need not be copied.
    pub(super) fn fails_as_archived(&self, facts: &BlobFacts) -> bool {
        facts.archived() && self.options.archived == Archived::Fail
    }

    /// What keeps the old state of a blob, if a copy with these options may replace one.
    pub(super) fn keeper_of(&self, options: &CopyOptions) -> Option<&Keeper> {
        self.keeper.as_ref().filter(|_| options.conditions.if_none_match.is_none())
    }

    /// Checks the destination of a blob.
    ///
    /// # Errors
    /// The failed request.
    pub(in crate::bulk) async fn facts_at_destination(
        &self,
        destination: &BlobEndpoint,
        cancel: &CancellationToken,
    ) -> Result<AtDestination> {
        // A request that only a plan sends does not count as a request of the run.
        let of_plan = RequestCounter::default();
        let checks = self.options.run_checks_destination();
        let counter = if checks { &self.requests } else { &of_plan };
        match facts_at_destination(destination, self.options.copy.customer_provided_key.as_ref(), counter, cancel).await
        {
            // The run needs no permission to read the destination.
            Err(error) if !checks && matches!(error.status(), Some(401 | 403)) => Ok(AtDestination::Unknown),
            other => other,
        }
    }

    /// What a run that is not a dry run would do.
    pub async fn planned(
        &self,
        source: &BlobEndpoint,
        (destination, name): (&BlobEndpoint, &str),
        facts: &BlobFacts,
        mut there: AtDestination,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let decision = self.decide(source, destination, Some(facts), &mut there, cancel).await?;
        let options = self.options_of(facts)?;
        let reason = if let Decision::Skip(reason) = decision { Some(reason) } else { None };
        let plan = if reason.is_some() { None } else { Some(self.plan((source, facts), destination, options)?) };
        if self.options.moves
            && let AtDestination::There(old) = &there
        {
            let (both, plan) = ((source, destination), (&decision, options));
            if let Some(found) = Box::pin(self.would_find(both, facts, (old, name), plan, cancel)).await? {
                return Ok(found);
            }
        }
        let Some(plan) = plan else {
            let Some(write) = self.would_protect(source, destination, facts, &there) else {
                return Ok(reason.map_or_else(|| would_copy(facts), BlobResult::Skipped));
            };
            self.requests.add(Requests { write, ..Requests::default() });
            return Ok(would_copy(facts));
        };
        if let AtDestination::There(old) = &there
            && let Some(foreseen) = self.foreseen(facts, (old, self.lease_of(destination, name).is_some()), plan)?
        {
            return Ok(foreseen);
        }
        self.forecasts(|forecast, now| {
            if let AtDestination::There(old) = &there {
                forecast.loses(old, now);
            }
            if self.options.moves {
                forecast.loses(facts, now);
            }
        });
        self.requests.add(cost::of_copy(plan, facts, options.verify));
        self.requests.add(Requests { read: u64::from(is_unrecorded(source, facts, options)), ..Requests::default() });
        if options.keeps_immutability && matches!(plan, Plan::CopyBlob | Plan::PutBlobFromUrl) {
            let write = u64::from(facts.immutability_policy.is_some()) + u64::from(facts.legal_hold);
            self.requests.add(Requests { write, ..Requests::default() });
        }
        if self.keeper_of(options).is_some() && matches!(there, AtDestination::There(_)) {
            self.requests.add(Requests { write: 1, ..Requests::default() });
        }
        if self.options.moves {
            // The destination is checked before it is overwritten.
            let read =
                u64::from(!self.options.copy.overwrite.needs_check() && options.conditions.if_none_match.is_none());
            self.requests.add(Requests { read, delete: 1, ..Requests::default() });
        }
        Ok(would_copy(facts))
    }

    /// How a blob would be copied.
    fn plan(
        &self,
        (source, facts): (&BlobEndpoint, &BlobFacts),
        destination: &BlobEndpoint,
        options: &Arc<CopyOptions>,
    ) -> Result<Plan> {
        if self.fails_as_archived(facts) {
            return Err(archived_source());
        }
        with_valid_names(facts, Arc::clone(options))?;
        plan_of(source, facts, destination, options, &self.services)
    }

    /// Adds to the report of a plan.
    pub(in crate::bulk) fn forecasts(&self, add: impl FnOnce(&mut Forecast, Timestamp)) {
        add(&mut lock(&self.forecast), local_time(&self.destination));
    }

    /// Counts the pages that were read.
    pub fn count_pages(&self, destination_part: &DestinationPart) {
        let destination_pages = if self.options.run_checks_destination() { destination_part.pages } else { 0 };
        self.requests
            .add(Requests { list: destination_pages + u64::from(!destination_part.is_rest), ..Requests::default() });
    }

    /// Reports what a dry run would have sent.
    pub fn tell_requests(&self, summary: &mut Summary) {
        if self.options.dry_run {
            let Deletes { done, .. } = summary.counts.deletes;
            let total = self.requests.total();
            // Each delete is preceded by one request to the source, and by a HEAD request and a copy if the blob is kept.
            let kept = if self.keeper.is_some() { done } else { 0 };
            let (write, read) = (total.write + kept, total.read + done + kept);
            let Forecast { obstacles, early_deletion } = lock(&self.forecast).clone();
            (summary.obstacles, summary.early_deletion) = (Some(obstacles), Some(early_deletion));
            summary.requests = Some(Requests { write, read, delete: total.delete + done, ..total });
        }
    }
}
