//! Incremental Copy Blob: copies what changed between two snapshots of a page blob, and creates a snapshot.

use std::sync::Arc;

use url::Url;

use super::copy_blob::{pin, start};
use super::copy_source::destination;
use super::guard;
use crate::copies::Pending;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::scripts::Scripts;
use crate::sources::target::SourceLocation;
use crate::sources::{Purpose, Sources};
use crate::state::blob::{Blob, BlobType, Copy, IncrementalSource};
use crate::state::content::Content;
use crate::state::pages::Pages;
use crate::store::Store;

/// Starts a copy.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>, scripts: &Scripts) -> Result<ServiceResponse> {
    let source = sources.target(call)?;
    if matches!(source.place, SourceLocation::File(_)) {
        let message = "The source URL for incremental copy request must be valid Azure Storage blob URL.";
        return Err(Failure::new(409, "InvalidSourceBlobUrl", message));
    }
    let snapshot = source.snapshot().ok_or_else(|| {
        let message = "The source for incremental copy request must be a snapshot.";
        Failure::new(409, "IncrementalCopySourceMustBeSnapshot", message)
    })?;
    let blob = sources.read(&source, call, Purpose::Asynchronous, None).await?;
    if blob.kind != BlobType::Page {
        return Err(Failure::invalid_source_type());
    }
    let script = scripts.copy(call.address.blob.as_deref().unwrap_or_default());
    let mut state = store.state();
    let container = state.container_of(&call.address)?;
    let mut old = container.entry(&call.address).ok();
    guard::create_incremental(call, old.as_deref_mut())?;
    if let Some(old) = &old {
        guard::require_infinite_lease(&old.lease, call.now)?;
    }
    let old = old.and_then(|entry| entry.base.clone());
    let from = IncrementalSource { base: base_url(&source.url), snapshot };
    if let Some(old) = &old {
        follows(old, &from)?;
    }
    let mut result = destination(call, &source, &blob, old.as_ref())?;
    advance(&mut result, old.as_deref());
    result.incremental = Some(Arc::new(from));
    let pending = Pending { source: pin(&source, &blob), before: old, ..Pending::new(script, result, call.now) };
    start(call, &mut state, pending)
}

/// Whether a snapshot can be copied after the last copied one.
fn follows(old: &Blob, from: &IncrementalSource) -> Result<()> {
    let last = old.incremental.as_ref().filter(|last| last.base == from.base).ok_or_else(|| {
        let message =
            "The specified source blob is different than the copy source of the existing incremental copy blob.";
        Failure::new(409, "IncrementalCopyBlobMismatch", message)
    })?;
    if from.snapshot < last.snapshot {
        let message = "The specified snapshot is earlier than the last snapshot copied into the incremental copy blob.";
        return Err(Failure::new(409, "IncrementalCopyOfEarlierSnapshotNotAllowed", message));
    }
    Ok(())
}

/// Makes the new pages comparable to the old ones; only what differs is copied.
fn advance(result: &mut Blob, old: Option<&Blob>) {
    let Content::Pages(pages) = &result.content else { return };
    let pages = match old.map(|old| &old.content) {
        Some(Content::Pages(before)) => pages.following(before),
        _ => Pages::clone(pages),
    };
    let nothing = pages.emptied();
    let before = if let Some(Content::Pages(before)) = old.map(|old| &old.content) { before } else { &nothing };
    let changes = pages.changed(before, &(0..pages.length())).unwrap_or_default();
    let total = changes.iter().map(|(part, _)| part.end - part.start).sum();
    result.content = Content::Pages(Arc::new(pages));
    result.copy = result.copy.take().map(|copy| Arc::new(Copy { total, ..Copy::clone(&copy) }));
}

/// The URL without its query.
fn base_url(url: &Url) -> String {
    url[..url::Position::AfterPath].to_owned()
}
