//! Copies an entry: with the facts that the caller gave if they suffice, otherwise with those of a HEAD request.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::concerns_pair::container_is_gone;
use crate::bulk::copying::judgement::concerns_all;
use crate::bulk::copying::key_needed::needs_key;
use crate::bulk::copying::settled::{BlobResult, failed};
use crate::bulk::copying::unaddressable::UNADDRESSABLE;
use crate::bulk::copying::worker::Worker;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::origin::{ListedEntry, ListedFrom};
use crate::bulk::listing::page::Listed;
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::container_copy_options::Archived;
use crate::bulk::options::obstacles::Cleared;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::fidelity::{NotKept, not_kept};
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
            let bytes = facts.length.unwrap_or_default();
            let not_kept = not_kept(&facts, &Cleared::new(), &self.options.copy);
            return Ok(BlobEvent::Copied {
                source: shown,
                destination,
                bytes,
                etag: None,
                dry_run: true,
                not_kept,
                verified: None,
                earlier: 0,
            });
        }
        if has_facts && self.needs_no_look() {
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
        let mut lost = Vec::new();
        let settled = Box::pin(self.as_found((source, target), &destination, there, &mut lost, cancel)).await;
        self.event((shown, destination), settled, lost, cancel)
    }

    /// Whether the options need only a size and an `ETag`.
    fn needs_no_look(&self) -> bool {
        let copy = &self.options.copy;
        !copy.keeps_immutability
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

    async fn as_found(
        &self,
        (source, target): (BlobEndpoint, BlobEndpoint),
        name: &str,
        there: AtDestination,
        lost: &mut Vec<NotKept>,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let facts = match self.facts_of(&source, cancel).await {
            Ok(facts) => facts,
            Err(error) if error.status() == Some(404) && !container_is_gone(error.code()) => {
                return Ok(BlobResult::Skipped(SkipReason::Vanished));
            }
            Err(error) => return Err(error),
        };
        if facts.archived() && self.options.archived == Archived::Skip {
            return Ok(BlobResult::Skipped(SkipReason::of_archived(&facts)));
        }
        let mut cleared = self.cleared(&self.destination, &facts, cancel).await;
        let settled = self.until_settled(source, target, name, (facts.clone(), there), &mut cleared, cancel).await;
        *lost = not_kept(&facts, &cleared, &self.options.copy);
        settled
    }
}
