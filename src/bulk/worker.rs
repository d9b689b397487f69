//! Copies one blob of a job, and says what became of it. A failure here is an event, and never the end of the job.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::at_destination::{AtDestination, look};
use crate::bulk::attempts::Attempts;
use crate::bulk::blob_endpoint::endpoint;
use crate::bulk::clearing::clear;
use crate::bulk::container_event::{ContainerEvent, Told};
use crate::bulk::cost::{self, RequestCounter, Requests};
use crate::bulk::ending::concerns_pair;
use crate::bulk::event::{BlobEvent, BlobFailure};
use crate::bulk::extraneous::Beside;
use crate::bulk::fidelity::{NotKept, not_kept};
use crate::bulk::keep_replaced::Keeper;
use crate::bulk::leftovers::{self, Leftover, PENDING};
use crate::bulk::lister::Listed;
use crate::bulk::moving::{self, Found, Removal};
use crate::bulk::obstacles::{Cleared, Remedy, options_after};
use crate::bulk::options::{Archived, Changed, ContainerCopyOptions, Markers};
use crate::bulk::origin::Origin;
use crate::bulk::read_only::read_only;
use crate::bulk::renewal::Side;
use crate::bulk::skip_reason::SkipReason;
use crate::bulk::summary::{Deletes, Summary};
use crate::bulk::verifying::{Pair, verify};
use crate::copy::overwrite::{self, Overwrite, OverwriteDecision, Precondition};
use crate::copy::pair::is_of_credential;
use crate::copy::recorded_source::{RecordedSource, recorded};
use crate::copy::{BlobFacts, CopyRequest, Preparation, copy, is_outdated, plan_of, prepare};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::values::Timestamp;

/// How often a blob that changes while it is copied is looked at and copied anew.
const CHANGES: u32 = 3;

/// How often a pending copy at the destination is settled.
const SETTLED: u32 = 3;

/// How often a blob is tried again that the service throttled to the end of its request's own attempts.
const THROTTLED: u32 = 10;

/// How long such a blob waits, times the number of tries so far.
const WAIT: Duration = Duration::from_secs(2);

/// What the copies of a job share.
pub struct Worker {
    /// The source container.
    pub source: BlobEndpoint,
    /// The destination container.
    pub destination: BlobEndpoint,
    /// What is wanted.
    pub options: ContainerCopyOptions,
    /// Whether an earlier run may have left blocks.
    pub is_resumed: bool,
    /// Keeps old states of blobs, if that is wanted.
    pub keeper: Option<Keeper>,
    /// What a delete means at the destination, if something may be deleted.
    pub delete_meaning: Option<String>,
    /// The service's time when the job began, if the destination told it.
    pub started: Option<Timestamp>,
    /// What a dry run would send.
    pub requests: RequestCounter,
    /// What all requests go through.
    pub attempts: Arc<Attempts>,
}

impl Worker {
    /// The worker of a job. One that only reads gets pipelines that cannot write.
    pub fn new(
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        options: ContainerCopyOptions,
        attempts: Arc<Attempts>,
    ) -> Self {
        let of = |endpoint: &BlobEndpoint| if options.only_reads() { read_only(endpoint) } else { endpoint.clone() };
        let (source, destination) = (of(source), of(destination));
        Self {
            keeper: options.keep_replaced.as_ref().map(|wanted| Keeper::new(&destination, wanted)),
            source,
            destination,
            options,
            is_resumed: false,
            delete_meaning: None,
            started: None,
            requests: RequestCounter::default(),
            attempts,
        }
    }

    /// Copies one blob, and says what became of it. An error is one of the job: its cancellation, or something that concerns all blobs.
    pub async fn copy(&self, listed: Listed, cancel: &CancellationToken) -> Result<Told> {
        let container = listed.origin.container();
        let event = match &listed.origin {
            Origin::Told(event) => return Ok(Told::Container(ContainerEvent::clone(event))),
            Origin::Entry(_) => Box::pin(self.copy_entry(listed, cancel)).await?,
            Origin::Container => {
                let sides = (&self.source, &self.destination);
                Box::pin(self.copy_between(sides, listed, cancel)).await?
            }
            Origin::Among(place) => {
                let place = Arc::clone(place);
                Box::pin(self.copy_between((&place.source, &place.destination), listed, cancel)).await?
            }
        };
        Ok(Told::Blob { event, container })
    }

    /// Copies one blob from a container to another.
    async fn copy_between(
        &self,
        (from, to): (&BlobEndpoint, &BlobEndpoint),
        listed: Listed,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        let Listed { name, facts, is_directory, destination: there, .. } = listed;
        if is_directory {
            return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Directory });
        }
        if facts.archived() && self.options.archived == Archived::Skip && self.options.compare.is_none() {
            return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Archived });
        }
        if self.options.markers == Markers::Skip && is_marker(&facts) {
            return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Marker });
        }
        let destination = match self.options.mapping.destination(&name) {
            Ok(destination) => destination,
            Err(error) => return Ok(failed(name, None, &error)),
        };
        if let Err(error) = self.options.mapping.take(to, &name, &destination) {
            return Ok(failed(name, Some(destination), &error));
        }
        let endpoints = endpoint(from, &name).and_then(|source| Ok((source, endpoint(to, &destination)?)));
        let (source, target) = match endpoints {
            Ok(endpoints) => endpoints,
            Err(error) => return Ok(failed(name, Some(destination), &error.with_code("UnaddressableName"))),
        };
        if let Some(how) = self.options.compare {
            let (source_name, destination_name) = (name, destination);
            let (source, destination) = (&source, &target);
            let pair = Pair { source_name, destination_name, source, destination, facts, there };
            return Box::pin(verify(&self.requests, pair, how, cancel)).await;
        }
        if self.options.is_kept(&destination) {
            let message = format!(
                "The blob {name:?} would be named {destination:?} at the destination, where \"keepReplaced\" keeps old states of blobs."
            );
            let error = Error::argument_range("options.keepReplaced", message).with_code("UnusableName");
            return Ok(failed(name, Some(destination), &error));
        }
        if self.options.moves && facts.leased {
            return Ok(failed(name, Some(destination), &moving::leased()));
        }
        let dry_run = self.options.dry_run;
        let mut cleared = self.options.obstacles.known(&facts);
        let lost = facts.clone();
        let settled = if dry_run {
            self.planned(&source, &target, &facts, there, cancel).await
        } else {
            self.until_settled(source.clone(), target, &destination, (facts, there), &mut cleared, cancel).await
        };
        let not_kept = not_kept(&lost, &cleared);
        match settled {
            Ok(Settled::Copied { bytes, etag, source_etag }) if self.options.moves && !dry_run => {
                let removed = Box::pin(moving::remove(&source, source_etag.as_deref(), cancel)).await;
                match removed {
                    Ok(Removal::Removed) => Ok(BlobEvent::Moved { source: name, destination, bytes, etag, not_kept }),
                    Ok(Removal::Changed) => Ok(conflict(name, destination, &moving::changed(&source))),
                    Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
                    Err(error) if concerns_all(&error) => Err(error),
                    Err(error) => Ok(failed(name, Some(destination), &moving::stays(&error))),
                }
            }
            settled => self.event((name, destination), settled, not_kept, cancel),
        }
    }

    /// What became of a blob.
    pub(super) fn event(
        &self,
        (name, destination): (String, String),
        settled: Result<Settled>,
        not_kept: Vec<NotKept>,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        match settled {
            Ok(Settled::Copied { bytes, etag, .. }) => Ok(BlobEvent::Copied {
                source: name,
                destination,
                bytes,
                etag,
                dry_run: self.options.dry_run,
                not_kept,
            }),
            Ok(Settled::Moved { bytes, etag }) => {
                Ok(BlobEvent::Moved { source: name, destination, bytes, etag, not_kept })
            }
            Ok(Settled::Occupied(error)) => Ok(conflict(name, destination, &error)),
            Ok(Settled::Skipped(reason)) => Ok(BlobEvent::Skipped { source: name, reason }),
            Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
            Err(error) if concerns_all(&error) => Err(error),
            Err(error) => match self.ends_the_job(&error) {
                Some(error) => Err(error),
                None => Ok(failed(name, Some(destination), &error)),
            },
        }
    }

    /// Whether the service could not read the source because its credential had expired, and there is another now. This process asks the
    /// source itself: that either waits for the other one, or shows that the error is of this blob.
    async fn was_renewed(
        &self,
        source: &BlobEndpoint,
        generation: u64,
        error: &Error,
        cancel: &CancellationToken,
    ) -> bool {
        // A source that the service never could read is no matter of time.
        if !self.attempts.has_copied() || !is_of_credential(error) {
            return false;
        }
        let can_read = source.execute(&BlobGetPropertiesOptions::default(), cancel).await.is_ok();
        can_read && self.attempts.renewal.generation(Side::Source) != generation
    }

    /// The error that ends the job, if this one means that no other blob can be copied either.
    fn ends_the_job(&self, error: &Error) -> Option<Error> {
        let refused = matches!(error.status(), Some(401 | 403)) || error.copy_source().is_some();
        match self.attempts.renewal.gave_up() {
            Some(ends) if refused => Some(ends),
            _ if self.attempts.has_copied() => None,
            _ => concerns_pair(error),
        }
    }

    /// The destination of a move exists: an earlier run may have been killed before it deleted the source.
    async fn found(
        &self,
        source: BlobEndpoint,
        destination: BlobEndpoint,
        error: Error,
        cancel: &CancellationToken,
    ) -> Result<Settled> {
        let options = Arc::clone(&self.options.copy);
        let request = CopyRequest {
            source,
            source_facts: None,
            destination,
            decided: None,
            options,
            resume: None,
            adopts_blocks: false,
        };
        Ok(match moving::whole_copy(request, cancel).await? {
            Some(Found { bytes, etag, source_etag }) => Settled::Copied { bytes, etag, source_etag },
            None => Settled::Occupied(error),
        })
    }

    /// Copies a blob as it is listed; anew as it is now, if it changed meanwhile; and again later, if the service was busy.
    pub(super) async fn until_settled(
        &self,
        source: BlobEndpoint,
        destination: BlobEndpoint,
        name: &str,
        known: (BlobFacts, AtDestination),
        cleared: &mut Cleared,
        cancel: &CancellationToken,
    ) -> Result<Settled> {
        let (listed, mut there) = known;
        let blob = listed.clone();
        // One of which nothing is known is looked at first.
        let listed = Some(listed).filter(|facts| facts.etag.is_some());
        let is_unknown = listed.is_none();
        let (mut facts, mut changes, mut throttled, mut settled) = (listed, 0, 0, 0);
        let renewal = &self.attempts.renewal;
        loop {
            let generation = renewal.generation(Side::Source);
            let attempt = async {
                let decided = match self.decide(&source, &destination, facts.as_ref(), &mut there, cancel).await? {
                    Decision::Skip(reason) => return Ok(Settled::Skipped(reason)),
                    Decision::Look => None,
                    Decision::Copy(precondition, facts) => {
                        if let (Some(keeper), Some(old)) = (&self.keeper, &facts) {
                            Box::pin(keeper.keep(&destination, name, old, cancel)).await?;
                        }
                        Some((precondition, facts))
                    }
                };
                let mut request = CopyRequest {
                    source: self.attempts.renewed(Side::Source, &source),
                    source_facts: facts.clone(),
                    destination: self.attempts.renewed(Side::Destination, &destination),
                    decided,
                    options: options_after(&self.options.copy, cleared),
                    resume: None,
                    adopts_blocks: self.is_resumed,
                };
                if self.options.moves {
                    Box::pin(moving::guard(&mut request, cancel)).await?;
                }
                Box::pin(once(request, cancel)).await
            };
            let error = match attempt.await {
                Ok(settled) => {
                    self.attempts.copied();
                    self.options.obstacles.learn(cleared);
                    return Ok(settled);
                }
                Err(error) => error,
            };
            if self.was_renewed(&source, generation, &error, cancel).await {
                continue;
            }
            if error.code() == Some(PENDING) && error.copy_source().is_none() && settled < SETTLED {
                settled += 1;
                match Box::pin(leftovers::settle(&source, &destination, self.options.leftovers, cancel)).await? {
                    Leftover::Adopted { destination: there, source_etag } => {
                        let bytes = there.length.unwrap_or_default();
                        return Ok(Settled::Copied { bytes, etag: there.etag, source_etag });
                    }
                    Leftover::Over => continue,
                    Leftover::Foreign => return Err(error),
                }
            }
            if self.options.moves && is_outdated(&error) {
                return Box::pin(self.found(source, destination, error, cancel)).await;
            }
            match judge(&error) {
                Judgement::Exists if self.options.copy.overwrite == Overwrite::Never => {
                    return Ok(Settled::Skipped(SkipReason::Exists));
                }
                Judgement::Exists | Judgement::DestinationChanged if changes < CHANGES && self.options.looks() => {
                    changes += 1;
                    there = AtDestination::Unknown;
                }
                Judgement::Changed if self.options.changed == Changed::Skip => {
                    return Ok(Settled::Skipped(SkipReason::Changed));
                }
                Judgement::Changed if changes < CHANGES && self.options.changed == Changed::Retry => {
                    changes += 1;
                    facts = None;
                }
                // An earlier run may have deleted it, and not have come to write that down.
                Judgement::SourceMissing if is_unknown && self.options.moves => {
                    return Ok(match Box::pin(moving::look(&destination, cancel)).await? {
                        Some(there) => Settled::Moved { bytes: there.length.unwrap_or_default(), etag: there.etag },
                        None => Settled::Skipped(SkipReason::Vanished),
                    });
                }
                // The source is asked itself: the error may be of a permission that the service lacks.
                Judgement::SourceMissing if facts.is_none() => return Ok(Settled::Skipped(SkipReason::Vanished)),
                Judgement::SourceMissing => facts = None,
                Judgement::Throttled if throttled < THROTTLED => {
                    throttled += 1;
                    let wait = cancel.run_until_cancelled(sleep(WAIT * throttled));
                    wait.await.ok_or_else(Error::aborted)?;
                }
                _ => match self.options.obstacles.remedy(&error, &blob, cleared) {
                    Remedy::None => return Err(error),
                    Remedy::Skip(reason) => return Ok(Settled::Skipped(reason)),
                    Remedy::Clear(clearing) => {
                        Box::pin(clear(clearing, &destination, cancel)).await?;
                        cleared.insert(clearing);
                        there = AtDestination::Unknown;
                    }
                },
            }
        }
    }
}

impl Worker {
    /// Decides from what was listed whether a blob is copied. Looks only where the listing does not tell, and something hangs on it.
    async fn decide(
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
            *there = look(destination, &self.requests, cancel).await?;
        }
        let old = match there {
            AtDestination::Unknown => return Ok(Decision::Look),
            AtDestination::Absent => None,
            AtDestination::There(old) => Some(old),
        };
        // A source that changed is looked at by the copy, which then decides by itself.
        let Some(facts) = facts.filter(|_| overwrite.needs_check()) else {
            return Ok(match old {
                Some(_) if overwrite == Overwrite::Never => Decision::Skip(SkipReason::Exists),
                _ if self.keeper.is_none() => Decision::Look,
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

    /// What a run that writes would do.
    async fn planned(
        &self,
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        facts: &BlobFacts,
        mut there: AtDestination,
        cancel: &CancellationToken,
    ) -> Result<Settled> {
        if let Decision::Skip(reason) = self.decide(source, destination, Some(facts), &mut there, cancel).await? {
            return Ok(Settled::Skipped(reason));
        }
        let plan = plan_of(source, facts, destination, &self.options.copy)?;
        self.requests.add(cost::of_copy(plan, facts, self.options.copy.verify));
        if self.keeper.is_some() && matches!(there, AtDestination::There(_)) {
            self.requests.add(Requests { write: 1, ..Requests::default() });
        }
        Ok(Settled::Copied { bytes: facts.length.unwrap_or_default(), etag: None, source_etag: None })
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

/// What is to be done about a blob.
enum Decision {
    /// The copy looks for itself, if it has to.
    Look,
    /// Copy it, as long as this holds for the destination.
    Copy(Precondition, Option<Box<BlobFacts>>),
    /// Nothing.
    Skip(SkipReason),
}

/// Whether a blob stands for a directory, as tools for hierarchical namespaces write them.
fn is_marker(facts: &BlobFacts) -> bool {
    let is_flag = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("hdi_isfolder") && value.eq_ignore_ascii_case("true")
    };
    facts.length == Some(0) && facts.metadata.as_ref().is_some_and(|metadata| metadata.0.iter().any(is_flag))
}

/// How one blob ended.
pub(super) enum Settled {
    /// It was copied.
    Copied {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
        /// That of the source.
        source_etag: Option<String>,
    },
    /// An earlier run copied it and deleted the source.
    Moved {
        /// The size.
        bytes: u64,
        /// The `ETag` of the destination.
        etag: Option<String>,
    },
    /// The destination is another blob.
    Occupied(Error),
    /// It was not to be copied.
    Skipped(SkipReason),
}

async fn once(request: CopyRequest, cancel: &CancellationToken) -> Result<Settled> {
    let context = match prepare(request, cancel).await? {
        Preparation::Copy(context) => context,
        Preparation::Skip(_) => return Ok(Settled::Skipped(SkipReason::Same)),
    };
    let (bytes, source_etag) = (context.source.length, context.source.facts.strong_etag().map(str::to_owned));
    let outcome = copy(Arc::from(context)).await?;
    Ok(Settled::Copied { bytes, etag: outcome.etag().map(str::to_owned), source_etag })
}

/// What an error means for the job.
#[derive(Debug, PartialEq, Eq)]
enum Judgement {
    /// The destination exists and is not to be replaced.
    Exists,
    /// The destination is not what was listed.
    DestinationChanged,
    /// The source is not what was listed.
    Changed,
    /// The source is not there, as far as one can tell.
    SourceMissing,
    /// The service was busy for all attempts of a request.
    Throttled,
    /// The blob cannot be copied.
    Failed,
}

fn judge(error: &Error) -> Judgement {
    let source_status = error.copy_source().and_then(|source| source.status);
    match (error.code(), error.status()) {
        (Some("SourceChanged"), _) => Judgement::Changed,
        (Some("BlobAlreadyExists"), Some(409)) => Judgement::Exists,
        (Some("ConditionNotMet" | "TargetConditionNotMet"), _) if source_status.is_none() => {
            Judgement::DestinationChanged
        }
        (Some("BlobNotFound" | "CannotVerifyCopySource"), Some(404)) => Judgement::SourceMissing,
        _ if source_status == Some(404) => Judgement::SourceMissing,
        (_, Some(429 | 503)) | (Some("OperationTimedOut"), Some(500)) => Judgement::Throttled,
        _ => Judgement::Failed,
    }
}

pub(super) fn failed(source: String, destination: Option<String>, error: &Error) -> BlobEvent {
    BlobEvent::Failed { source, destination, failure: BlobFailure::of(error) }
}

fn conflict(source: String, destination: String, error: &Error) -> BlobEvent {
    BlobEvent::Conflict { source, destination, failure: BlobFailure::of(error) }
}

/// Whether no blob can be copied, whatever it is: then the job stops, instead of failing a million times alike.
pub(super) fn concerns_all(error: &Error) -> bool {
    error.kind() == ErrorKind::Credential
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ResponseSummary};

    fn refused(status: u16, code: &str) -> Error {
        Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() })
    }

    #[test]
    fn each_rejection_is_judged_by_what_it_says() {
        let of_source = |status| {
            let source = CopySourceError { status: Some(status), ..Default::default() };
            refused(status, "CannotVerifyCopySource").with_copy_source(source)
        };
        for (error, judgement) in [
            (refused(409, "BlobAlreadyExists"), Judgement::Exists),
            (Error::new(ErrorKind::Copy, "changed").with_code("SourceChanged"), Judgement::Changed),
            (of_source(404), Judgement::SourceMissing),
            (refused(412, "ConditionNotMet"), Judgement::DestinationChanged),
            (of_source(403), Judgement::Failed),
            (refused(503, "ServerBusy"), Judgement::Throttled),
            (refused(500, "OperationTimedOut"), Judgement::Throttled),
            (refused(500, "InternalError"), Judgement::Failed),
            (refused(409, "BlobImmutableDueToPolicy"), Judgement::Failed),
        ] {
            assert_eq!(judge(&error), judgement, "{error:?}");
        }
    }
}
