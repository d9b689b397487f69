//! Copy Blob: asynchronous, and pending as long as scripted.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::copy_source::destination;
use super::{guard, tier_header};
use crate::copies::{self, CopyScript, Pending, Pinned};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::scripts::Scripts;
use crate::sources::target::{SourceLocation, SourceTarget};
use crate::sources::{Purpose, Sources};
use crate::state::State;
use crate::state::blob::{Blob, Pairs};
use crate::store::Store;

/// Starts a copy.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>, scripts: &Scripts) -> Result<ServiceResponse> {
    let source = sources.target(call)?;
    if call.version() < names::VERSION_OF_FOREIGN_SOURCES && source.account() != Some(&call.address.account) {
        let message = "The copy source account and destination account must be the same.";
        return Err(Failure::new(400, "CopyAcrossAccountsNotSupported", message));
    }
    let blob = sources.read(&source, call, Purpose::Asynchronous, None).await?;
    let script = scripts.copy(call.address.blob.as_deref().unwrap_or_default());
    put(call, &mut store.state(), scripts.rehydration(), (&source, &blob), script, None)
}

/// Copies a source to the request's blob; the response is that of both kinds of copies. `tags` take precedence over
/// the request's.
pub fn put(
    call: &Call,
    state: &mut State,
    rehydration: Duration,
    (source, blob): (&SourceTarget, &Arc<Blob>),
    script: CopyScript,
    tags: Option<Pairs>,
) -> Result<ServiceResponse> {
    let container = state.container_of(&call.address)?;
    let mut old = container.entry(&call.address).ok();
    guard::create(call, old.as_deref_mut())?;
    if let Some(old) = &old
        && call.header(&names::REQUIRES_SYNC) != Some("true")
    {
        guard::require_infinite_lease(&old.lease, call.now)?;
    }
    let old = old.and_then(|entry| entry.base.clone());
    if old.as_ref().is_some_and(|old| old.kind != blob.kind) {
        return Err(Failure::invalid_blob_type());
    }
    let scope = state.container_of(&call.address)?.encryption_scope(call.owned_header(&names::ENCRYPTION_SCOPE));
    let mut result = destination(call, source, blob, old.as_ref())?;
    result.encryption_scope = scope;
    result.tags = tags.unwrap_or(result.tags);
    tier_header::rehydrate_copy(call, &mut result, blob, rehydration)?;
    let pending = Pending { source: pin(source, blob), ..Pending::new(script, result, call.now) };
    start(call, state, pending)
}

/// The source that the copy watches until it ends. One on another host, or a file, is copied as it was read.
pub fn pin(source: &SourceTarget, blob: &Blob) -> Option<Pinned> {
    let SourceLocation::Blob(address) = &source.place else { return None };
    Some(Pinned { address: address.clone(), snapshot: source.snapshot(), etag: blob.stamp.etag })
}

/// Starts a copy, and writes its headers.
pub fn start(call: &Call, state: &mut State, pending: Pending) -> Result<ServiceResponse> {
    let base = copies::start(state, &call.address, pending, call.now)?;
    let mut response = ServiceResponse::new(StatusCode::ACCEPTED);
    response.set_stamp(base.stamp);
    response.set_version(&base);
    if let Some(copy) = &base.copy {
        response.set(names::COPY_ID, &copy.id);
        response.constant(names::COPY_STATUS, copy.status.name());
    }
    Ok(response)
}
