//! Starts a copy of a container: checks the options and both containers, and reads the first page. Errors
//! are reported before anything is written.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::worker::Worker;
use crate::bulk::files::job_files::{JobFiles, ResumedFrom};
use crate::bulk::job::container_copy::{ContainerCopy, JobStart};
use crate::bulk::job::containers::{
    check_both, destination_facts, overlap, prefixes_overlap, reject_kept_within, reject_same_blob, version_hint,
};
use crate::bulk::job::job_permissions::JobSource;
use crate::bulk::job::preflight;
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::page::Page;
use crate::bulk::listing::pages::Pages;
use crate::bulk::listing::resumed_pages::{first_page, send_all};
use crate::bulk::mirror::account::is_hierarchical;
use crate::bulk::mirror::delete_meaning::ask_account_of;
use crate::bulk::mirror::pairing::{Pairing, PairingError};
use crate::bulk::naming::name_matching::NameMatching;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::customer_keys::require_https;
use crate::bulk::options::job_options::JobOptions;
use crate::bulk::options::purpose::Purpose;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::resuming::saved::{Checkpoint, Identity, SavedJob};
use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// The first service version that supports versions of blobs.
/// <https://learn.microsoft.com/rest/api/storageservices/version-2019-12-12>
const WITH_VERSIONS: &str = "2019-12-12";

/// The arguments for the copy of a container.
pub struct ContainerCopyRequest {
    /// The source container.
    pub source: BlobEndpoint,
    /// The destination container.
    pub destination: BlobEndpoint,
    /// The options.
    pub options: JobOptions,
    /// The saved job that is resumed.
    pub resume: Option<String>,
}

impl ContainerCopy {
    /// Starts a copy. `cancel` ends this call, and the work.
    ///
    /// # Errors
    /// An argument error; a container that does not exist, or a rejected listing.
    pub async fn begin(request: ContainerCopyRequest, cancel: &CancellationToken) -> Result<Self> {
        let ContainerCopyRequest { mut source, mut destination, options, resume } = request;
        let JobOptions { given, selection, .. } = options;
        let mut options = ContainerCopyOptions::new(&given)?;
        if source.same_place(&destination) && prefixes_overlap(&options) {
            return Err(overlap(&source, &destination, &options));
        }
        reject_mirror_of_part(&options)?;
        reject_forgetting(&options, resume.is_some())?;
        reject_old_version(&source, &destination, &options)?;
        options.archived.reject_old_version(&source, &destination)?;
        require_https(&options.copy, options.source_key.as_ref(), [&source, &destination])?;
        let from = if source.same_account(&destination) { JobSource::SameAccount } else { JobSource::Container };
        preflight::check((Some(&source), &destination), &options, from)?;
        let identity = Identity::new(&source.url, &destination.url, selection);
        let resumed = resume.map(|text| SavedJob::read(&text, &identity)).transpose()?;
        let files = JobFiles::open(&options, &identity).await?;
        let origin = files.origin(resumed)?;
        let mut checkpoint = origin.checkpoint();
        options.within_account(&source, &destination);
        let attempts = Attempts::watch(&mut source, &mut destination, &options);
        let sides = check_both(&source, &destination, &options, cancel).await?;
        let mut worker = Worker::new(&source, &destination, options, attempts);
        worker.known = files.known();
        worker.started = sides.date;
        worker.notes = sides.notes;
        worker.is_resumed = !matches!(origin, ResumedFrom::New);
        checkpoint.began = worker.begins(checkpoint.began);
        reject_kept_within(&worker, Some(&worker.source))?;
        if let Some(container) = worker.keeper.as_ref().and_then(Keeper::container) {
            destination_facts(container, "container of \"keepReplaced\"", &worker.options, cancel).await?;
        }
        if worker.options.mirror.is_some() {
            worker.delete_meaning = Some(ask_account_of(&worker.destination, cancel).await);
        }
        let job = cancel.child_token();
        let opened = Box::pin(open_pages(&worker, &checkpoint, cancel)).await?;
        if worker.started.is_none() {
            worker.started = opened.started();
            checkpoint.began = worker.begins(checkpoint.began);
        }
        if sides.may_be_one {
            reject_same_blob(&worker, opened.first(), cancel).await?;
        }
        let checked = Box::pin(preflight::check_page(&worker, from, opened.first(), cancel)).await?;
        worker.notes.extend(checked.notes);
        worker.lacking = checked.lacking;
        let recorder = files.start(&origin, checkpoint.clone()).await?;
        worker.attempts.renewal.job_begins();
        let tests = worker.options.name_matching.clone();
        let pages = opened.start(&checkpoint, tests, &job);
        Ok(Self::start(JobStart { worker, identity, checkpoint, pages, recorder, cancel: job, feed: None }))
    }
}

/// Both sides, or only the source, with the first page.
enum OpenedListings {
    Pair(Box<Pairing>, Page),
    Source(Box<Lister>, Page),
}

/// Reads the first pages: those at which the listings continue, in a resumed job.
async fn open_pages(worker: &Worker, checkpoint: &Checkpoint, cancel: &CancellationToken) -> Result<OpenedListings> {
    let Worker { source, destination, options, .. } = worker;
    // For a part of the source, counterparts are checked one by one.
    if options.pairs() && options.range.is_whole() {
        let opened = Box::pin(Pairing::open(source, destination, options, checkpoint, cancel)).await;
        let (mut pairing, mut first) = opened.map_err(|error| match error {
            PairingError::Source(error) => cannot_list(source, error, options.purpose()),
            PairingError::Destination(error) => cannot_list_destination(destination, error, options.purpose()),
        })?;
        if options.copy.overwrite.needs_check() {
            pairing.note_absent(&mut first);
        }
        return Ok(OpenedListings::Pair(Box::new(pairing), first));
    }
    // States are found by their name, which requires the order of the names.
    let needs_order = checkpoint.remaining.last.is_some() && options.states.gathers();
    let is_hierarchical = if needs_order { is_hierarchical(source, cancel).await } else { None };
    let checkpoint = &Checkpoint { orders: checkpoint.orders.narrowed(is_hierarchical), ..checkpoint.clone() };
    let mut lister = Lister::new(source.clone(), options.filter.prefix(), options.page_size, checkpoint.orders)
        .within(options.range.clone())
        .with_tags(options.filter.needs_tags())
        .with_immutability(options.copy.keeps_immutability)
        .of_states(&options.states);
    let first = first_page(&mut lister, checkpoint, cancel).await;
    let first = first.map_err(|error| cannot_list(source, error, options.purpose()))?;
    Ok(OpenedListings::Source(Box::new(lister), first))
}

impl OpenedListings {
    /// The first page of the source.
    fn first(&self) -> &Page {
        let (Self::Pair(_, first) | Self::Source(_, first)) = self;
        first
    }

    /// The service's time before both sides were listed.
    fn started(&self) -> Option<Timestamp> {
        if let Self::Pair(pairing, _) = self { pairing.started() } else { None }
    }

    /// Starts to read the other pages.
    fn start(self, checkpoint: &Checkpoint, tests: Option<Arc<NameMatching>>, job: &CancellationToken) -> Pages {
        match self {
            Self::Pair(pairing, first) => Pages::start(job, |sender, cancel| pairing.send_all(first, sender, cancel)),
            Self::Source(lister, first) => {
                let (left, marker) = (checkpoint.remaining.open.clone(), checkpoint.marker.clone());
                let pages = Pages::start(job, |sender, cancel| send_all(*lister, left, marker, first, sender, cancel));
                pages.tested(tests, job)
            }
        }
    }
}

/// Whether only the destination has a name is known when all of the source is listed.
fn reject_mirror_of_part(options: &ContainerCopyOptions) -> Result<()> {
    if options.mirror.is_none() || options.range.is_whole() {
        return Ok(());
    }
    let message = "The option \"deleteExtraneous\" needs the whole source, and this copy is of a part of it. Delete in a copy of the whole.";
    Err(Error::argument_range("options.deleteExtraneous", message))
}

/// The names of a template are not saved, so a resumed job would not detect two blobs of one name.
pub(in crate::bulk) fn reject_forgetting(options: &ContainerCopyOptions, resumes: bool) -> Result<()> {
    if !options.mapping.may_collide() || !(resumes || options.files.journal.is_some()) {
        return Ok(());
    }
    let message = "A job whose \"rename\" may give one name to two blobs cannot be resumed or have a \"journal\": the names that it made \
                   are not saved. Choose a template with {name}.";
    Err(Error::argument_range("options.rename", message))
}

/// Versions of blobs need parameters that older service versions do not support. The destination's service reads the source.
pub(in crate::bulk) fn reject_old_version(
    source: &BlobEndpoint,
    destination: &BlobEndpoint,
    options: &ContainerCopyOptions,
) -> Result<()> {
    let Some(option) = options.states.option().filter(|_| options.states.include() == Some("versions")) else {
        return Ok(());
    };
    for (side, endpoint) in [("source", source), ("destination", destination)] {
        let version = endpoint.pipeline.service_version();
        if version < WITH_VERSIONS {
            let message = format!(
                "The option {option:?} needs the service version {WITH_VERSIONS} or a newer one, and the client of the {side} asks for \
                 {version}. Nothing was copied. Leave \"serviceVersion\" out of its options."
            );
            return Err(Error::argument_range(format!("options.{option}"), message));
        }
    }
    Ok(())
}

fn cannot_list_destination(destination: &BlobEndpoint, error: Error, purpose: Purpose) -> Error {
    if !matches!(error.kind(), ErrorKind::Service | ErrorKind::Protocol) {
        return error;
    }
    let hint = match error.status() {
        Some(404) => "Create it first.",
        Some(403) if error.code() == Some("AuthenticationFailed") => "",
        Some(401 | 403) if purpose == Purpose::Comparison => {
            "A comparison lists both containers: whoever reads the destination needs the permission to list blobs (\"l\" in a shared access \
             signature, beside \"r\")."
        }
        Some(401 | 403) => {
            "\"deleteExtraneous\" compares both containers: whoever writes the destination needs the permissions to list and to delete \
             blobs (\"l\" and \"d\" in a shared access signature), and to read the source's (\"r\")."
        }
        _ => "",
    };
    let message = format!(
        "The destination container {} cannot be listed. {} {} {hint}",
        destination.shown(),
        purpose.nothing_done(),
        error.message()
    );
    error.with_message(message.trim_end())
}

fn cannot_list(source: &BlobEndpoint, error: Error, purpose: Purpose) -> Error {
    if !matches!(error.kind(), ErrorKind::Service | ErrorKind::Protocol) {
        return error;
    }
    let hint = match error.status() {
        Some(400) => &version_hint(source, &error),
        Some(404) => "Check its name.",
        // That one is not about a permission.
        Some(403) if error.code() == Some("AuthenticationFailed") => "",
        Some(401 | 403) => {
            "Whoever reads it needs the permission to list blobs: \"l\" in a shared access signature of the container, or the role \
             Storage Blob Data Reader."
        }
        _ => "",
    };
    let message = format!(
        "The source container {} cannot be listed. {} {} {hint}",
        source.shown(),
        purpose.nothing_done(),
        error.message()
    );
    error.with_message(message.trim_end())
}
