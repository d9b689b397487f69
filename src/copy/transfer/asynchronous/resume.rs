//! How a copy by Copy Blob that was saved is gone on with.

use std::sync::Arc;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::GuardedCopy;
use super::record::SourceRecord;
use super::start::first_state;
use crate::base::error::Result;
use crate::copy::CopyState;
use crate::copy::pace::Pace;
use crate::copy::saved::restore_service;
use crate::copy::transfer::Begun;
use crate::copy::transfer::authorise::Access;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::options::{SavedService, TransferOptions};
use crate::copy::transfer::overwrite::Guard;
use crate::copy::transfer::progress::Progress;
use crate::copy::transfer::saved::SavedTransfer;
use crate::copy::transfer::source::{Side, Source};
use crate::copy::transfer::verify::{self, Verify};

/// Goes on with a copy that was saved.
///
/// # Errors
/// What asking how it stands failed with.
pub async fn resume(
    saved: SavedService,
    source: Side,
    destination: Side,
    options: TransferOptions,
    cancel: &CancellationToken,
) -> Result<Begun> {
    let mut state = restore_service(&saved.text.0)?;
    let pace = Pace::new(options.interval_in_ms)?;
    let is_known = saved.record.as_ref().is_some_and(|record| !record.source.is_blob && record.source.length > 0);
    let verify = options.verify.unwrap_or(if is_known { Verify::Length } else { Verify::None });
    let source = match &saved.record {
        Some(record) => record.source.source(source),
        None if verify == Verify::None => SourceRecord::default().source(source),
        None => Source::open(source, None, cancel).await?,
    };
    verify::check(options.verify, verify::is_offline(options.tier.as_ref()), source.properties.content_md5.as_ref())?;
    let access = Access::new(source.side.clone(), &destination, true);
    let job = Job {
        source,
        destination,
        options,
        access,
        tags: None,
        guard: Guard::None,
        seen: None,
        progress: Arc::new(Progress::new(CopyState::default(), SavedTransfer::default())),
        began: Instant::now(),
        cancel: CancellationToken::new(),
    };
    let CopyState { copy_source, strategy, hides_signature, .. } = first_state(&job);
    (state.copy_source, state.strategy, state.hides_signature) = (copy_source, strategy, hides_signature);
    let copy = GuardedCopy::new(job, verify, pace, state, saved.record.unwrap_or_default());
    let exchange = copy.poll(cancel).await?;
    Ok(Begun::Service(Box::new(copy), exchange))
}
