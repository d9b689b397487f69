//! Copies one blob of a job, and returns the result. A failed blob is an event, and does not end the job.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::copying::blob_pair::BlobPair;
use crate::bulk::copying::delete_permission::DeletePermission;
use crate::bulk::copying::earlier_states::{Replayed, missing, with_earlier_states};
use crate::bulk::copying::error_class::concerns_all;
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::key_needed::{options_for, with_source_key};
use crate::bulk::copying::moving;
use crate::bulk::copying::pair_failure::lost_container;
use crate::bulk::copying::services::services;
use crate::bulk::copying::settled::{BlobResult, MovedBlob, failed};
use crate::bulk::copying::unaddressable::{UNADDRESSABLE, addressed};
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::files::intents::Intents;
use crate::bulk::files::known::Known;
use crate::bulk::listing::origin::ListedFrom;
use crate::bulk::listing::page::Listed;
use crate::bulk::mirror::account::is_hierarchical;
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::account_options::ChosenContainers;
use crate::bulk::options::choices::Markers;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::obstacles::{Cleared, Clearing};
use crate::bulk::report::container_event::{ContainerChange, ContainerEvent, Event};
use crate::bulk::report::cost::{RequestCounter, Requests};
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::fidelity::not_kept;
use crate::bulk::report::forecast::Forecast;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::requests::read_only::read_only;
use crate::copy::metadata_names::invalid_name;
use crate::copy::options::CopyOptions;
use crate::copy::{BlobFacts, CopyServices};
use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// What the copies of a job share.
pub struct Worker {
    /// The source container.
    pub source: BlobEndpoint,
    /// The destination container.
    pub destination: BlobEndpoint,
    /// The options of the copies.
    pub options: ContainerCopyOptions,
    /// Whether the job copies an account, whose containers come and go.
    pub is_of_account: bool,
    /// Which containers that are, in a copy of an account.
    pub chosen: Option<ChosenContainers>,
    /// Whether the caller names each blob.
    pub is_of_entries: bool,
    /// Whether an earlier run may have left blocks.
    pub is_resumed: bool,
    /// Copies old states of blobs before they are replaced, if the options say so.
    pub keeper: Option<Keeper>,
    /// What a delete at the destination means, if something may be deleted.
    pub delete_meaning: Option<String>,
    /// What the caller should know about both sides, in sentences.
    pub notes: Vec<String>,
    /// The service's time when the job started, if the destination's response had it; this machine's if that is earlier.
    pub started: Option<Timestamp>,
    /// When the work began, by the destination's clock: the first run of the job, or the larger job that it is a part of.
    pub began: Option<Timestamp>,
    /// The requests that a run would send, in a dry run.
    pub requests: RequestCounter,
    /// The report of a plan about the destination.
    pub forecast: Mutex<Forecast>,
    /// What the copies share with each other.
    pub services: Arc<CopyServices>,
    /// The pipeline layers that all requests go through.
    pub attempts: Arc<Attempts>,
    /// Whether the destination's account has a hierarchical namespace, and so no tags.
    is_hierarchical: OnceCell<bool>,
    /// Whether the destination is known to keep versions.
    pub keeps_versions: AtomicBool,
    /// Whether the job may delete: at the source, or at the destination.
    pub(in crate::bulk) deletes: DeletePermission,
    /// What ends the job before its first write: the signature of the destination does not permit one.
    pub(in crate::bulk) lacking: Option<Error>,
    /// What earlier runs copied, if the options need it.
    pub known: Option<Arc<Known>>,
    /// What is about to be deleted.
    pub intents: Intents,
    /// The copy options for blobs that are encrypted with the source's key, if there is one.
    pub(in crate::bulk) keyed: Option<Arc<CopyOptions>>,
    /// The copy options for archived blobs, if they are copied.
    rehydrating: Option<Arc<CopyOptions>>,
}

impl Worker {
    /// The worker of a job. A job that only reads gets pipelines that cannot write.
    pub fn new(
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        options: ContainerCopyOptions,
        attempts: Arc<Attempts>,
    ) -> Self {
        let of = |endpoint: &BlobEndpoint| if options.only_reads() { read_only(endpoint) } else { endpoint.clone() };
        let (source, destination) = (of(source), of(destination));
        Self {
            keeper: options.keep_replaced.as_ref().map(|wanted| Keeper::new(&destination, wanted, &options.copy)),
            keyed: with_source_key(&options),
            rehydrating: options.archived.options(&options.copy),
            source,
            destination,
            options,
            is_of_account: false,
            chosen: None,
            is_of_entries: false,
            is_resumed: false,
            delete_meaning: None,
            notes: Vec::new(),
            started: None,
            began: None,
            requests: RequestCounter::default(),
            forecast: Mutex::default(),
            services: services(&attempts),
            attempts,
            is_hierarchical: OnceCell::new(),
            keeps_versions: AtomicBool::default(),
            deletes: DeletePermission::default(),
            lacking: None,
            known: None,
            intents: Intents::default(),
        }
    }

    /// The copy options for a blob with these facts.
    ///
    /// # Errors
    /// `KeyNeeded`: the blob is encrypted with a key that the options lack.
    pub(in crate::bulk) fn options_of(&self, facts: &BlobFacts) -> Result<&Arc<CopyOptions>> {
        match &self.rehydrating {
            // Copy Blob takes no key.
            Some(options) if facts.archived() && facts.customer_key_sha256.is_none() => Ok(options),
            _ => options_for(&self.options, self.keyed.as_ref(), facts),
        }
    }

    /// Copies one blob, and returns the result. An error ends the job: its cancellation, or something that concerns all blobs.
    pub async fn copy(&self, listed: Listed, cancel: &CancellationToken) -> Result<Event> {
        let container = listed.origin.container();
        let event = match &listed.origin {
            ListedFrom::Event(event) => {
                if matches!(event.change, ContainerChange::ContainerBegun { .. }) {
                    // A run creates each container, or finds that it exists.
                    self.requests.add(Requests { write: 1, ..Requests::default() });
                }
                return Ok(Event::Container(ContainerEvent::clone(event)));
            }
            ListedFrom::Entry(_) => Box::pin(self.copy_entry(listed, cancel)).await?,
            ListedFrom::Container => {
                let sides = (&self.source, &self.destination);
                let event = Box::pin(self.copy_between(sides, listed, cancel)).await?;
                lost_container(event, self.options.purpose())?
            }
            ListedFrom::Among(place) => {
                let place = Arc::clone(place);
                Box::pin(self.copy_between((&place.source, &place.destination), listed, cancel)).await?
            }
        };
        Ok(Event::Blob { event, container, effort: None })
    }

    /// Copies one blob from a container to another.
    async fn copy_between(
        &self,
        (from, to): (&BlobEndpoint, &BlobEndpoint),
        listed: Listed,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        let key = listed.origin.key(&listed.name).into_owned();
        let Listed { name, facts, is_directory, destination: mut there, state, earlier, is_unlisted, .. } = listed;
        // An earlier run listed it, and its states no longer exist.
        if self.options.states.gathers() && is_unlisted {
            return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Vanished });
        }
        if let Some(error) = state.as_ref().and_then(missing) {
            return Ok(failed(name, None, &error));
        }
        if is_directory {
            return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Directory });
        }
        if let Some(reason) = self.options.archived.skips(&facts).filter(|_| self.options.compare.is_none()) {
            return Ok(BlobEvent::Skipped { source: name, reason });
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
            Err(error) => return Ok(failed(name, Some(destination), &error.with_code(UNADDRESSABLE))),
        };
        if self.known.is_some() {
            match Box::pin(self.stays_deleted((&key, &destination), &target, &mut there, cancel)).await {
                Ok(false) => {}
                Ok(true) => return Ok(BlobEvent::Skipped { source: name, reason: SkipReason::DeletedAtDestination }),
                Err(error) => return self.event((name, destination), Err(error), Vec::new(), cancel),
            }
        }
        if let Some(how) = self.options.compare {
            let (source_name, destination_name) = (name, destination);
            let (source, destination) = (&source, &target);
            let pair = BlobPair { source_name, destination_name, source, destination, facts, there };
            return Box::pin(self.verify(pair, how, cancel)).await;
        }
        if let Err(error) = self.options_of(&facts) {
            return Ok(failed(name, Some(destination), &error));
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
        let replayed = if earlier.is_empty() {
            Ok(Replayed::default())
        } else {
            Box::pin(self.replay(&source, (to, &target), &destination, earlier, cancel)).await
        };
        if let Err(error) = &replayed
            && (cancel.is_cancelled() || concerns_all(error))
        {
            return Err(error.clone());
        }
        let source = match state {
            Some(state) => state.of(source),
            None => source,
        };
        let dry_run = self.options.dry_run;
        let mut cleared = self.cleared(to, &facts, cancel).await;
        let lost = Arc::clone(&facts);
        let settled = if dry_run {
            Box::pin(self.planned(&source, (&target, &destination), &facts, there, cancel)).await
        } else {
            let (to, known) = (target.clone(), (facts, there));
            self.until_settled(source.clone(), to, &destination, known, &mut cleared, cancel).await
        };
        let settled = addressed(from, (&name, &destination), settled, cancel).await;
        let not_kept = not_kept(&lost, &cleared, &self.options.copy);
        match settled {
            Ok(copied @ BlobResult::Copied { .. }) if self.options.moves && !dry_run => {
                let names = (key.as_str(), name, destination);
                let ended = Box::pin(self.end_move(names, (&source, &target), copied, not_kept, cancel)).await?;
                Ok(ended.with_facts_of(&lost))
            }
            // The blob of another client is at the destination.
            Ok(BlobResult::Moved(MovedBlob { etag, .. })) if !self.intents.has_moved(&key, etag.as_deref()) => {
                Ok(BlobEvent::Skipped { source: name, reason: SkipReason::Vanished })
            }
            settled => {
                let event = self.event((name, destination), settled, not_kept, cancel)?.with_facts_of(&lost);
                Ok(with_earlier_states(event, replayed))
            }
        }
    }

    /// The properties that a copy to this container cannot keep.
    pub(in crate::bulk) async fn cleared(
        &self,
        to: &BlobEndpoint,
        facts: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Cleared {
        let mut cleared = self.options.obstacles.known(facts);
        if invalid_name(facts.metadata.as_ref()).is_some() {
            cleared.insert(Clearing::OtherMetadata);
        }
        if facts.tag_count > 0 && Box::pin(self.is_hierarchical(to, cancel)).await {
            cleared.insert(Clearing::WithoutTags);
        }
        cleared
    }

    /// Whether the destination's account has a hierarchical namespace. One request for each job shows it.
    pub(super) async fn is_hierarchical(&self, place: &BlobEndpoint, cancel: &CancellationToken) -> bool {
        let asked = self.is_hierarchical.get_or_init(|| async { is_hierarchical(place, cancel).await == Some(true) });
        *asked.await
    }
}

/// Whether a blob stands for a directory, as tools for hierarchical namespaces write them.
pub(super) fn is_marker(facts: &BlobFacts) -> bool {
    let is_flag = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("hdi_isfolder") && value.eq_ignore_ascii_case("true")
    };
    facts.length == Some(0) && facts.metadata.as_ref().is_some_and(|metadata| metadata.0.iter().any(is_flag))
}
