//! Starts a copy of a whole account: the options are checked, and the first containers of the source are listed, before anything is
//! written.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::worker::Worker;
use crate::bulk::files::job_files::{JobFiles, ResumedFrom};
use crate::bulk::job::account::AccountLister;
use crate::bulk::job::begin::{ContainerCopyRequest, reject_forgetting, reject_old_version};
use crate::bulk::job::container_copy::{ContainerCopy, JobStart};
use crate::bulk::job::containers::{ContainerStamp, container_facts, destination_facts, is_one_account};
use crate::bulk::job::job_permissions::JobSource;
use crate::bulk::job::preflight;
use crate::bulk::job::unfinished_containers::UnfinishedContainers;
use crate::bulk::listing::containers::ContainerLister;
use crate::bulk::listing::pages::Pages;
use crate::bulk::mirror::account::time_and_note;
use crate::bulk::mirror::delete_meaning::ask_account;
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::options::account_options::ChosenContainers;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::customer_keys::require_https;
use crate::bulk::options::job_options::JobOptions;
use crate::bulk::report::side::Side;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::resuming::saved::{Identity, SavedJob};
use crate::rest::BlobEndpoint;
use crate::rest::service::ListContainersSegmentResponse;

impl ContainerCopy {
    /// Starts to copy all containers of an account to another. `cancel` ends this call, and the work.
    ///
    /// # Errors
    /// An argument error; a listing of containers that is rejected.
    pub async fn begin_account(request: ContainerCopyRequest, cancel: &CancellationToken) -> Result<Self> {
        let ContainerCopyRequest { mut source, mut destination, options, resume } = request;
        let JobOptions { given, containers, selection } = options;
        let options = ContainerCopyOptions::new(&given)?;
        let containers = ChosenContainers::new(containers)?;
        reject_forgetting(&options, resume.is_some())?;
        options.lease_ids.require_containers()?;
        reject_same_account(&source, &destination)?;
        reject_old_version(&source, &destination, &options)?;
        options.archived.reject_old_version(&source, &destination)?;
        require_https(&options.copy, options.source_key.as_ref(), [&source, &destination])?;
        let checked = preflight::check((Some(&source), &destination), &options, JobSource::Account)?;
        let identity = Identity::new(&source.url, &destination.url, selection);
        let resumed = resume.map(|text| SavedJob::read(&text, &identity)).transpose()?;
        let files = JobFiles::open(&options, &identity).await?;
        let origin = files.origin(resumed)?;
        let mut checkpoint = origin.checkpoint();
        let attempts = Attempts::watch(&mut source, &mut destination, &options);
        let shown = source;
        let mut worker = Worker::new(&shown, &destination, options, attempts);
        worker.is_of_account = true;
        worker.notes = checked.notes;
        worker.is_resumed = !matches!(origin, ResumedFrom::New);
        worker.known = files.known();
        if let Some(wanted) = &worker.options.keep_replaced {
            worker.keeper = Some(Keeper::of_account(&worker.destination, wanted, &worker.options.copy)?);
        }
        if let Some(container) = worker.keeper.as_ref().and_then(Keeper::container) {
            destination_facts(container, "container of \"keepReplaced\"", &worker.options, cancel).await?;
        }
        if worker.options.mirror.is_some() || worker.options.copy.keeps_immutability {
            let (date, note) = time_and_note(&worker.destination, cancel).await;
            worker.started = date;
            worker.notes.extend(note.filter(|_| worker.options.mirror.is_some()));
        }
        if worker.options.mirror.is_some() {
            worker.delete_meaning = Some(ask_account(&worker.destination, cancel).await);
        }
        checkpoint.began = worker.begins(checkpoint.began);
        let prefix = containers.options.container_prefix.as_deref();
        let lister = ContainerLister::new(&worker.source, Side::Source, prefix);
        worker.chosen = Some(containers.clone());
        let account = AccountLister {
            source: worker.source.clone(),
            destination: worker.destination.clone(),
            containers,
            lister,
            options: worker.options.clone(),
            began: worker.began.filter(|_| worker.is_resumed && worker.options.mirror.is_some()),
            left: UnfinishedContainers::new(&checkpoint.remaining, checkpoint.orders),
        };
        let first = account.lister.page(None, cancel).await.map_err(|error| cannot_list(&shown, error))?;
        reject_same_container(&account, &first, cancel).await?;
        let recorder = files.start(&origin, checkpoint.clone()).await?;
        worker.attempts.renewal.job_begins();
        let cancel = cancel.child_token();
        let pages = Pages::start(&cancel, |sender, cancel| account.send_all(first, sender, cancel));
        let pages = pages.tested(worker.options.name_matching.clone(), &cancel);
        Ok(Self::start(JobStart { worker, identity, checkpoint, pages, recorder, cancel, feed: None }))
    }
}

/// What listing the containers of an account takes.
const OF_ACCOUNT: &str = " Whoever reads it needs a shared access signature of the account with the permission \"l\", or the role Storage Blob \
                          Data Reader at the account.";

/// A copy of an account to itself would copy each container onto itself. Its secondary endpoint has the same containers.
fn reject_same_account(source: &BlobEndpoint, destination: &BlobEndpoint) -> Result<()> {
    if source.same_place(destination) {
        return Err(same_account(&source.shown()));
    }
    if is_one_account(source, destination) {
        return Err(same_account(&two_names(source, destination)));
    }
    Ok(())
}

fn two_names(source: &BlobEndpoint, destination: &BlobEndpoint) -> String {
    format!("{} and {}, two names of it", source.shown(), destination.shown())
}

/// The same for an account that is reached under two host names: its containers are those of the other.
async fn reject_same_container(
    account: &AccountLister,
    first: &ListContainersSegmentResponse,
    cancel: &CancellationToken,
) -> Result<()> {
    let AccountLister { source, destination, .. } = account;
    let Some(item) = first.container_items.first().filter(|_| source.url.origin() != destination.url.origin()) else {
        return Ok(());
    };
    let there = container_of(destination, &item.name)?;
    let stamp = ContainerStamp::of(item.properties.etag.as_deref(), item.properties.last_modified);
    if stamp.is_some() && container_facts(&there, cancel).await.unwrap_or_default().stamp == stamp {
        return Err(same_account(&two_names(source, destination)));
    }
    Ok(())
}

fn same_account(shown: &str) -> Error {
    let message = format!(
        "Source and destination are the same account, {shown}. Nothing was copied. Copy to another account, or copy single containers."
    );
    Error::argument_range("source", message)
}

fn cannot_list(source: &BlobEndpoint, error: Error) -> Error {
    if !matches!(error.kind(), ErrorKind::Service | ErrorKind::Protocol) {
        return error;
    }
    let message = format!(
        "The containers of {} cannot be listed. Nothing was copied. {}{}",
        source.shown(),
        error.message(),
        if matches!(error.status(), Some(401 | 403)) { OF_ACCOUNT } else { "" }
    );
    error.with_message(message)
}
