//! Starts a copy of entries that the caller supplies instead of a listing.

use std::sync::Arc;

use tokio::sync::mpsc::channel;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::worker::Worker;
use crate::bulk::files::job_files::{JobFiles, ResumedFrom};
use crate::bulk::job::container_copy::{ContainerCopy, JobStart};
use crate::bulk::job::containers::{destination_facts, reject_kept_within};
use crate::bulk::job::job_permissions::JobSource;
use crate::bulk::job::preflight;
use crate::bulk::listing::entries::EntryFeed;
use crate::bulk::listing::pages::Pages;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::customer_keys::require_https;
use crate::bulk::options::job_options::JobOptions;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::requests::source_policy::SourcePipelines;
use crate::bulk::resuming::saved::{Identity, SavedJob};
use crate::rest::BlobEndpoint;

impl ContainerCopy {
    /// Starts to copy the entries of [`ContainerCopy::feed`] to a container. `cancel` ends this call, and the work.
    ///
    /// # Errors
    /// An argument error; a destination that does not exist.
    pub async fn begin_entries(
        mut destination: BlobEndpoint,
        options: JobOptions,
        resume: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Self> {
        let JobOptions { given, selection, .. } = options;
        reject_filters(&given)?;
        let options = ContainerCopyOptions::new(&given)?;
        options.states.only_current("entries")?;
        require_https(&options.copy, options.source_key.as_ref(), [&destination, &destination])?;
        let checked = preflight::check((None, &destination), &options, JobSource::Entries)?;
        let identity = Identity::of_entries(&destination.url, selection);
        let resumed = resume.map(|text| SavedJob::read(text, &identity)).transpose()?;
        let files = JobFiles::open(&options, &identity).await?;
        let origin = files.origin(resumed)?;
        let mut checkpoint = origin.checkpoint();
        let unwatched = destination.clone();
        let attempts = Attempts::watch(&mut destination.clone(), &mut destination, &options);
        let facts = destination_facts(&destination, "destination container", &options, cancel).await?;
        let notes = [facts.notes(&options), checked.notes].concat();
        let (sender, receiver) = channel(1);
        let last = checkpoint.remaining.last.clone();
        let cancel = cancel.child_token();
        let closed = cancel.child_token();
        let sources = SourcePipelines::new(Arc::clone(&attempts), destination.clone(), unwatched);
        let feed = Some(Arc::new(EntryFeed::new(sources, sender, closed.clone(), last)));
        let pages = Pages::of(receiver, closed);
        // Each entry has its own source. Checks of the job's source account apply to the destination's account then.
        let mut worker = Worker::new(&destination, &destination, options, attempts);
        reject_kept_within(&worker, None)?;
        if let Some(container) = worker.keeper.as_ref().and_then(Keeper::container) {
            destination_facts(container, "container of \"keepReplaced\"", &worker.options, &cancel).await?;
        }
        (worker.started, worker.notes) = (facts.date, notes);
        worker.lacking = checked.lacking;
        worker.is_of_entries = true;
        worker.is_resumed = !matches!(origin, ResumedFrom::New);
        checkpoint.began = worker.begins(checkpoint.began);
        let recorder = files.start(&origin, checkpoint.clone()).await?;
        worker.attempts.renewal.job_begins();
        Ok(Self::start(JobStart { worker, identity, checkpoint, pages, recorder, cancel, feed }))
    }
}

/// The caller selects the blobs here, so filters of a listing do not apply.
fn reject_filters(given: &BeginCopyFromContainerOptions) -> Result<()> {
    let filters = [
        ("prefix", given.prefix.is_some()),
        ("include", given.include.is_some()),
        ("exclude", given.exclude.is_some()),
        ("include", given.include_expressions.is_some()),
        ("exclude", given.exclude_expressions.is_some()),
        ("modifiedSince", given.modified_since.is_some()),
        ("modifiedBefore", given.modified_before.is_some()),
        ("minSize", given.min_size.is_some()),
        ("maxSize", given.max_size.is_some()),
        ("accessTiers", given.access_tiers.is_some()),
        ("blobTypes", given.blob_types.is_some()),
        ("pageSize", given.page_size.is_some()),
        ("move", given.moves == Some(true)),
        ("deleteExtraneous", given.delete_extraneous == Some(true)),
        ("onDeletedAtDestination", given.on_deleted_at_destination.is_some()),
    ];
    let Some((option, _)) = filters.iter().find(|(_, is_given)| *is_given) else { return Ok(()) };
    let message = format!(
        "The option \"{option}\" is for a source that is a container. When the source gives entries, give those alone that are to be \
         copied."
    );
    Err(Error::argument_range(format!("options.{option}"), message))
}
