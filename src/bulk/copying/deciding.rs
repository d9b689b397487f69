//! Decides from the listings whether a blob is copied, and counts the requests that a run would send.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::{AtDestination, look};
use crate::bulk::listing::extraneous::Beside;
use crate::bulk::report::cost::{self, Requests};
use crate::bulk::report::summary::{Deletes, Summary};
use crate::copy::overwrite::{self, Overwrite, OverwriteDecision, Precondition};
use crate::copy::plan::Plan;
use crate::copy::recorded_source::{RecordedSource, recorded};
use crate::copy::valid_metadata::with_valid_names;
use crate::copy::{BlobFacts, plan_of};
use crate::rest::BlobEndpoint;

/// What is to be done about a blob.
pub enum Decision {
    /// The copy looks for itself, if it has to.
    CheckDestination,
    /// Copy it, as long as this holds for the destination.
    Copy(Precondition, Option<Arc<BlobFacts>>),
    /// Nothing.
    Skip(SkipReason),
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
        let looks = self.keeper.is_some() || self.options.only_reads();
        if *there == AtDestination::Unknown && self.options.looks() && looks {
            *there = Box::pin(self.look(destination, cancel)).await?;
        }
        let old = match there {
            AtDestination::Unknown => return Ok(Decision::CheckDestination),
            AtDestination::Absent => None,
            AtDestination::There(old) => Some(old),
        };
        // A source that changed is looked at by the copy, which then decides by itself.
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

    /// Looks at the destination of a blob.
    ///
    /// # Errors
    /// The failed request.
    pub(in crate::bulk) async fn look(
        &self,
        destination: &BlobEndpoint,
        cancel: &CancellationToken,
    ) -> Result<AtDestination> {
        look(destination, self.options.copy.customer_provided_key.as_ref(), &self.requests, cancel).await
    }

    /// What a run that writes would do.
    pub async fn planned(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        facts: &BlobFacts,
        mut there: AtDestination,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        if let Decision::Skip(reason) = self.decide(source, destination, Some(facts), &mut there, cancel).await? {
            return Ok(BlobResult::Skipped(reason));
        }
        let options = self.options_of(facts)?;
        with_valid_names(facts, Arc::clone(options))?;
        let plan = plan_of(source, facts, destination, options)?;
        self.requests.add(cost::of_copy(plan, facts, options.verify));
        if options.keeps_immutability && matches!(plan, Plan::CopyBlob | Plan::PutBlobFromUrl) {
            let write = u64::from(facts.immutability_policy.is_some()) + u64::from(facts.legal_hold);
            self.requests.add(Requests { write, ..Requests::default() });
        }
        if self.keeper.is_some() && matches!(there, AtDestination::There(_)) {
            self.requests.add(Requests { write: 1, ..Requests::default() });
        }
        Ok(BlobResult::Copied {
            bytes: facts.length.unwrap_or_default(),
            etag: None,
            source_etag: None,
            verified: None,
        })
    }

    /// Counts the pages that were read.
    pub fn count_pages(&self, beside: &Beside) {
        self.requests.add(Requests { list: beside.pages + u64::from(!beside.is_rest), ..Requests::default() });
    }

    /// Tells what a dry run would have sent.
    pub fn tell_requests(&self, summary: &mut Summary) {
        if self.options.dry_run {
            let Deletes { done, .. } = summary.counts.deletes;
            let total = self.requests.total();
            // Before each delete, the source is asked once.
            summary.requests = Some(Requests { read: total.read + done, delete: done, ..total });
        }
    }
}
