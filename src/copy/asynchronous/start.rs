//! Starts an asynchronous copy: rejects what Copy Blob cannot do, backs up the blob at the destination, and sends
//! Copy Blob.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::asynchronous::async_copy::AsyncCopy;
use crate::copy::asynchronous::backup::{self, SeenBlob, StartMode, back_up, check_replaceable};
use crate::copy::asynchronous::earlier_backups::last_backup;
use crate::copy::asynchronous::finish::{removes_metadata, sets_tier};
use crate::copy::asynchronous::rollback::roll_back;
use crate::copy::asynchronous::settle::{
    FailedStart, StartedAsyncCopy, before, first_state, forget, settle, with_left_snapshots,
};
use crate::copy::await_effect::{CLEANUP, await_effect};
use crate::copy::context::CopyContext;
use crate::copy::destination::{LeftoverRemoval, is_leftover, may_go, remove};
use crate::copy::error_codes::is_outdated;
use crate::copy::overwrite::Precondition;
use crate::copy::saved::{BackupRecord, BackupSnapshot, PreviousBlob, SourceRecord};
use crate::copy::state::CopyState;
use crate::http::Exchange;
use crate::rest::blob::{BlobStartCopyFromURLOptions, StartCopyFromURL};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::SourceUrl;
use crate::rest::values::Binary;

/// How often a start is attempted while the destination keeps changing.
const ROUNDS: usize = 4;

/// The interval between two checks of a blob that is being restored.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Starts Copy Blob, and finishes the copy if the service has completed it at once. `cancel` ends this call; the copy itself is
/// the service's.
///
/// # Errors
/// An argument error for what Copy Blob cannot do; otherwise the failed start. Then the destination is unchanged.
pub async fn start_async(
    context: Arc<CopyContext>,
    cancel: &CancellationToken,
) -> Result<(AsyncCopy, Option<Exchange>)> {
    check(&context)?;
    let StartedAsyncCopy { before, state, etag, exchange } = match start(&context, cancel).await {
        Ok(started) => started,
        Err(error) => {
            let error = context.failure_of_making(&error, "when the copy was started");
            return Err(with_left_snapshots(&context, error));
        }
    };
    let record = BackupRecord { before, source: source_record(&context), cancelling: false };
    let copy = AsyncCopy::new(context, CopyState::default(), record);
    let exchange = copy.begin(state, etag, exchange, cancel).await;
    if cancel.is_cancelled() && !copy.state().is_done() {
        let uncancelled = CancellationToken::new();
        let undone = timeout(CLEANUP, copy.cancel_operation(&uncancelled)).await;
        return Err(match undone {
            Ok(Ok(_)) => Error::aborted(),
            _ => Error::aborted().with_message(copy.with_advice("The operation was aborted.")),
        });
    }
    Ok((copy, exchange))
}

fn source_record(context: &CopyContext) -> SourceRecord {
    let facts = &context.source.facts;
    SourceRecord {
        etag: facts.strong_etag().map(str::to_owned),
        length: context.source.length,
        content_md5: facts.content_md5().map(Binary::to_base64),
        is_blob: facts.is_blob(),
    }
}

/// Rejects what Copy Blob cannot do.
fn check(context: &CopyContext) -> Result<()> {
    let options = &context.options;
    let reject = |name: &str, why: &str| {
        let message = format!("An asynchronous copy cannot take the option \"{name}\": {why}.");
        Err(Error::argument_range(format!("options.{name}"), message))
    };
    if options.encryption_scope.is_some() {
        return reject("encryptionScope", "Copy Blob has none; use another strategy");
    }
    if context.source.facts.archived() {
        let why = "the copy of an archived blob is offline for hours; set it when the blob is back";
        if options.blob_http_headers.is_some() {
            return reject("blobHTTPHeaders", why);
        }
        if removes_metadata(context) {
            return reject("metadata", why);
        }
    }
    Ok(())
}

async fn start(context: &CopyContext, cancel: &CancellationToken) -> Result<StartedAsyncCopy> {
    let given = context.conditions();
    let source = context.authorizer.authorize(true, cancel).await?.url;
    let mut mode = backup::start_mode(&given, context.precondition);
    let mut rejection = Error::new(ErrorKind::Internal, "Copy Blob was not started.");
    for _ in 0..ROUNDS {
        let there = match mode {
            StartMode::Start { .. } => None,
            StartMode::CheckFirst => {
                without_leftover(context, backup::get_destination(context, cancel).await?, cancel).await?
            }
        };
        let backup = match there {
            None => None,
            Some(there) => {
                check_replaceable(context, &there.facts)?;
                match back_up(context, there, cancel).await {
                    Ok(backup) => Some(backup),
                    Err(error) if is_outdated(&error) => {
                        rejection = error;
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        if cancel.is_cancelled() {
            forget(context, backup.as_ref()).await;
            return Err(Error::aborted());
        }
        let conditions =
            if mode == StartMode::CheckFirst { backup::bound(&given, backup.as_ref()) } else { given.clone().absent() };
        let operation = operation(context, &source, conditions, backup.is_some());
        let uncancelled = CancellationToken::new();
        let sending = context.destination.execute(&operation, &uncancelled);
        let error = match await_effect(sending, cancel).await {
            Ok(response) => {
                let etag = response.output.etag.clone();
                let mut state = first_state(context);
                state.started(response.output);
                return Ok(StartedAsyncCopy { before: before(backup), state, etag, exchange: response.exchange });
            }
            Err(error) => error,
        };
        match settle(context, &source, backup, &error).await {
            FailedStart::Started(started) => return Ok(*started),
            FailedStart::Untouched => {}
            // It may be the blob of another client, which is checked next.
            FailedStart::Unclear(None) if is_outdated(&error) => {}
            FailedStart::Unclear(backup) => {
                let backup = backup.map(|BackupSnapshot { snapshot, .. }| {
                    format!(" What was at the destination before is in its snapshot {snapshot}, too.")
                });
                let message =
                    format!("{} Whether the copy began is not known.{}", error.message(), backup.unwrap_or_default());
                return Err(error.with_message(message));
            }
        }
        if cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        if mode == (StartMode::Start { only: true }) || !is_outdated(&error) {
            return Err(error);
        }
        rejection = error;
        mode = StartMode::CheckFirst;
    }
    Err(rejection)
}

/// The blob at the destination, unless it is the leftover of an earlier copy, which is not worth a snapshot and could not be recognized
/// after a restore. If the earlier copy had replaced a blob, and was killed before it restored that, it is restored now.
async fn without_leftover(
    context: &CopyContext,
    there: Option<SeenBlob>,
    cancel: &CancellationToken,
) -> Result<Option<SeenBlob>> {
    let Some(seen) = there else { return Ok(None) };
    if context.precondition == Precondition::Unchanged
        || !may_go(&context.options.conditions)
        || !is_leftover(&seen.facts, &context.source.endpoint.url)
    {
        return Ok(Some(seen));
    }
    match remove(&context.destination, &seen.facts, cancel).await {
        Ok(LeftoverRemoval::Gone) => Ok(None),
        Err(error) if error.kind() == ErrorKind::Aborted => Err(error),
        Ok(LeftoverRemoval::Unclear(_)) | Err(_) => Box::pin(restore_backup(context, seen, cancel)).await,
    }
}

/// Restores what an earlier run of this copy had replaced. Without its snapshot, the leftover is replaced like any other blob.
async fn restore_backup(
    context: &CopyContext,
    leftover: SeenBlob,
    cancel: &CancellationToken,
) -> Result<Option<SeenBlob>> {
    let backup = last_backup(&context.source.endpoint.url, &context.destination, cancel).await?;
    let Some(backup) = backup else { return Ok(Some(leftover)) };
    let before = PreviousBlob::BackedUp(backup);
    while roll_back(context, leftover.facts.copy.id.as_deref(), None, &before, cancel).await?.is_none() {
        cancel.run_until_cancelled(sleep(POLL_INTERVAL)).await.ok_or_else(Error::aborted)?;
    }
    backup::get_destination(context, cancel).await
}

fn operation(
    context: &CopyContext,
    source: &SourceUrl,
    conditions: BlobRequestConditions,
    replaces: bool,
) -> StartCopyFromURL {
    let options = &context.options;
    let tier = context.tier().filter(|_| !sets_tier(context, replaces));
    StartCopyFromURL {
        copy_source: source.clone(),
        options: BlobStartCopyFromURLOptions {
            metadata: options.metadata.clone(),
            conditions: Some(conditions),
            source_conditions: context.source.pin(),
            tier,
            rehydrate_priority: options.rehydrate_priority.clone(),
            tags: context.tags(),
            ..Default::default()
        },
    }
}
