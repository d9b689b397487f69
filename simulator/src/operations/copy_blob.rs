//! Copy Blob: asynchronous, and pending for as long as the script says.

use http::StatusCode;

use super::copy_source::{Source, destination};
use super::{guard, tier_header};
use crate::answer::Answer;
use crate::copies::{self, CopyScript, Pending};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::service::Service;

/// Starts a copy.
pub async fn run(call: &Call, service: &Service) -> Result<Answer> {
    let source = Source::find(call, service, false)?;
    put(call, service, source, service.copy_script())
}

/// Copies what a source has to the request's blob; the answer is that of both kinds of copies.
pub fn put(call: &Call, service: &Service, source: Source, script: CopyScript) -> Result<Answer> {
    let mut state = service.state();
    let blob = source.open(call, &mut state)?;
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
    let mut result = destination(call, &source, &blob, old.as_ref())?;
    tier_header::rehydrate_copy(call, &mut result, &blob, service.rehydration())?;
    let entry = container.entry_or_new(&call.address)?;
    let Source { address, snapshot, .. } = source;
    let source_etag = blob.stamp.etag;
    copies::start(entry, Pending { script, polls: 0, result, source: address, snapshot, source_etag }, call.now);
    let base = entry.base.as_ref().ok_or_else(Failure::blob_not_found)?;
    let mut answer = Answer::new(StatusCode::ACCEPTED);
    answer.set_stamp(base.stamp);
    if let Some(copy) = &base.copy {
        answer.set(names::COPY_ID, &copy.id);
        answer.constant(names::COPY_STATUS, copy.status.name());
    }
    Ok(answer)
}
