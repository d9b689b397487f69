//! Copies an entry: with the facts that the caller gave if they suffice, otherwise with those of a HEAD request.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::error_class::concerns_all;
use crate::bulk::copying::key_needed::needs_key;
use crate::bulk::copying::pair_failure::container_is_gone;
use crate::bulk::copying::settled::{BlobResult, failed};
use crate::bulk::copying::unaddressable::UNADDRESSABLE;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::origin::{ListedEntry, ListedFrom};
use crate::bulk::listing::page::Listed;
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::obstacles::Cleared;
use crate::bulk::report::cost::Requests;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::fidelity::{NotKept, not_kept};
use crate::bulk::requests::read_only::read_only;
use crate::copy::BlobFacts;
use crate::copy::options::Verify;
use crate::copy::overwrite::Overwrite;
use crate::copy::source::CopySource;
use crate::rest::BlobEndpoint;

impl Worker {
    /// Copies an entry. An error ends the job.
    pub(in crate::bulk) async fn copy_entry(&self, listed: Listed, cancel: &CancellationToken) -> Result<BlobEvent> {
        let Listed { name, facts, origin, destination: there, .. } = listed;
        let ListedFrom::Entry(entry) = origin else {
            return Err(Error::new(ErrorKind::Internal, "A blob without an entry came as one."));
        };
        let ListedEntry { shown, source, has_facts, .. } = *entry;
        let source = match source {
            Ok(source) => source,
            Err(error) => return Ok(failed(shown, Some(name).filter(|name| !name.is_empty()), &error)),
        };
        let destination = match self.options.mapping.destination(&name) {
            Ok(destination) => destination,
            Err(error) => return Ok(failed(shown, None, &error)),
        };
        if let Err(error) = self.options.mapping.take(&self.destination, &shown, &destination) {
            return Ok(failed(shown, Some(destination), &error));
        }
        let target = match endpoint(&self.destination, &destination) {
            Ok(target) => target,
            Err(error) => return Ok(failed(shown, Some(destination), &error.with_code(UNADDRESSABLE))),
        };
        if self.options.dry_run {
            let mut lost = Vec::new();
            let run_sends_head = !(has_facts && self.needs_no_head());
            let planned = Box::pin(self.planned_entry(
                (&source, &target, &destination),
                there,
                run_sends_head,
                &mut lost,
                cancel,
            ))
            .await;
            return self.event((shown, destination), planned, lost, cancel);
        }
        if has_facts && self.needs_no_head() {
            let (known, mut cleared) = ((facts.clone(), there.clone()), Cleared::new());
            match self.until_settled(source.clone(), target.clone(), &destination, known, &mut cleared, cancel).await {
                // The source may not be a block blob, may be archived, or may have tags that cannot be read. A HEAD request shows it.
                Err(error) if !cancel.is_cancelled() && !concerns_all(&error) => {}
                settled => {
                    return self.event(
                        (shown, destination),
                        settled,
                        not_kept(&facts, &cleared, &self.options.copy),
                        cancel,
                    );
                }
            }
        }
        let found = match self.source_as_found(&source, cancel).await {
            Ok(Ok(found)) => found,
            Ok(Err(reason)) => return Ok(BlobEvent::Skipped { source: shown, reason }),
            Err(error) => return self.event((shown, destination), Err(error), Vec::new(), cancel),
        };
        let mut cleared = self.cleared(&self.destination, &found, cancel).await;
        let known = (found.clone(), there);
        let settled = self.until_settled(source, target, &destination, known, &mut cleared, cancel).await;
        let lost = not_kept(&found, &cleared, &self.options.copy);
        Ok(self.event((shown, destination), settled, lost, cancel)?.with_facts_of(&found))
    }

    /// Whether the options need only a size and an `ETag`.
    fn needs_no_head(&self) -> bool {
        let copy = &self.options.copy;
        !copy.keeps_immutability
            && !copy.keeps_times
            && matches!(copy.overwrite, Overwrite::Always | Overwrite::Never)
            && matches!(copy.verify, None | Some(Verify::None | Verify::Length))
    }

    /// The properties of a source, requested with the key if it needs one.
    async fn facts_of(&self, source: &BlobEndpoint, cancel: &CancellationToken) -> Result<Arc<BlobFacts>> {
        let opened = CopySource::open(source.clone(), None, None, cancel).await;
        let key = opened.as_ref().err().filter(|error| needs_key(error)).and(self.options.source_key.clone());
        let Some(key) = key else { return Ok(opened?.facts) };
        let hash = key.encryption_key_sha256.clone();
        let mut facts = CopySource::open(source.clone(), None, Some(key), cancel).await?.facts;
        Arc::make_mut(&mut facts).customer_key_sha256 = hash;
        Ok(facts)
    }

    /// The properties of a source that can be copied, or why it is skipped.
    async fn source_as_found(
        &self,
        source: &BlobEndpoint,
        cancel: &CancellationToken,
    ) -> Result<Result<Arc<BlobFacts>, SkipReason>> {
        match self.facts_of(source, cancel).await {
            Ok(facts) => Ok(self.options.archived.skips(&facts).map_or(Ok(facts), Err)),
            Err(error) if error.status() == Some(404) && !container_is_gone(error.code()) => {
                Ok(Err(SkipReason::Vanished))
            }
            Err(error) => Err(error),
        }
    }

    /// What a run would do. No listing shows the source or the destination, so both are read; `run_sends_head` says whether the run sends the
    /// first of these requests as well.
    async fn planned_entry(
        &self,
        (source, target, name): (&BlobEndpoint, &BlobEndpoint, &str),
        mut there: AtDestination,
        run_sends_head: bool,
        lost: &mut Vec<NotKept>,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let source = read_only(source);
        self.requests.add(Requests { read: u64::from(run_sends_head), ..Requests::default() });
        let facts = match self.source_as_found(&source, cancel).await? {
            Ok(facts) => facts,
            Err(reason) => return Ok(BlobResult::Skipped(reason)),
        };
        if there == AtDestination::Unknown {
            there = self.facts_at_destination(target, cancel).await?;
        }
        let cleared = self.cleared(&self.destination, &facts, cancel).await;
        *lost = not_kept(&facts, &cleared, &self.options.copy);
        self.planned(&source, (target, name), &facts, there, cancel).await
    }
}
