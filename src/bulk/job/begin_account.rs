//! Starts a copy of a whole account: the options are checked, and the first containers of the source are listed, before anything is
//! written.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::worker::Worker;
use crate::bulk::files::job_files::{JobFiles, ResumedFrom};
use crate::bulk::job::account::{AccountLister, Left};
use crate::bulk::job::begin::ContainerCopyRequest;
use crate::bulk::job::container_copy::{ContainerCopy, Start};
use crate::bulk::listing::pages::Pages;
use crate::bulk::options::account_options::AccountOptions;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::customer_keys::require_https;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::resuming::saved::{Identity, SavedJob};
use crate::rest::BlobEndpoint;

impl ContainerCopy {
    /// Starts to copy all containers of an account to another. `cancel` ends this call, and the work.
    ///
    /// # Errors
    /// An argument error; a listing of containers that is rejected.
    pub async fn begin_account(
        request: ContainerCopyRequest,
        containers: AccountOptions,
        cancel: &CancellationToken,
    ) -> Result<Self> {
        let ContainerCopyRequest { mut source, mut destination, options, selection, resume } = request;
        let mut options = ContainerCopyOptions::new(&options)?;
        containers.check()?;
        refuse_more(&options)?;
        options.states.only_current("an account")?;
        refuse_same_account(&source, &destination)?;
        require_https(&options.copy, options.source_key.as_ref(), [&source, &destination])?;
        let identity = Identity::new(&source.url, &destination.url, selection);
        let resumed = resume.map(|text| SavedJob::read(&text, &identity)).transpose()?;
        let files = JobFiles::open(&options, &identity).await?;
        let origin = files.origin(resumed)?;
        let checkpoint = origin.checkpoint();
        let attempts = Attempts::watch(&mut source, &mut destination, &mut options);
        let shown = source;
        let mut worker = Worker::new(&shown, &destination, options, attempts);
        worker.is_resumed = !matches!(origin, ResumedFrom::New);
        let options = &worker.options;
        let account = AccountLister {
            source: worker.source.clone(),
            destination: worker.destination.clone(),
            options: containers,
            prefix: options.filter.prefix().to_owned(),
            page_size: options.page_size,
            dry_run: options.dry_run,
            keeps_immutability: options.copy.keeps_immutability,
            left: Left::new(&checkpoint.remaining, checkpoint.orders),
        };
        let first = account.containers(None, cancel).await.map_err(|error| cannot_list(&shown, error))?;
        let recorder = files.start(&origin).await?;
        let cancel = cancel.child_token();
        let pages = Pages::start(&cancel, |sender, cancel| account.send_all(first, sender, cancel));
        let pages = pages.tested(worker.options.name_matching.clone(), &cancel);
        Ok(Self::start(Start { worker, identity, checkpoint, pages, recorder, cancel, feed: None }))
    }
}

/// A journal has the names of one container, and a mirror compares two.
fn refuse_more(options: &ContainerCopyOptions) -> Result<()> {
    let for_one = [
        ("journal", options.files.journal.is_some(), " Save the copy of an account by toString()."),
        ("deleteExtraneous", options.mirror.is_some(), ""),
        ("onDeletedAtDestination", options.known.is_some(), ""),
        ("keepReplaced", options.keep_replaced.is_some(), ""),
        ("onNeedsCredentials", options.renews_credentials, ""),
    ];
    let Some((option, _, help)) = for_one.iter().find(|(_, is_given, _)| *is_given) else { return Ok(()) };
    let message = format!("The option \"{option}\" is for the copy of one container.{help}");
    Err(Error::argument_range(format!("options.{option}"), message))
}

/// A copy of an account to itself would copy each container onto itself.
fn refuse_same_account(source: &BlobEndpoint, destination: &BlobEndpoint) -> Result<()> {
    if !source.same_place(destination) {
        return Ok(());
    }
    let message = format!(
        "Source and destination are the same account, {}. Nothing was copied. Copy to another account, or copy single containers.",
        source.shown()
    );
    Err(Error::argument_range("source", message))
}

fn cannot_list(source: &BlobEndpoint, error: Error) -> Error {
    if error.kind() != ErrorKind::Service {
        return error;
    }
    let message = format!(
        "The containers of {} cannot be listed. Nothing was copied. {} Whoever reads it needs a shared access signature of the account \
         with the permission \"l\", or the role Storage Blob Data Reader at the account.",
        source.shown(),
        error.message()
    );
    error.with_message(message)
}
