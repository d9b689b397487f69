//! Sources within the service: read like a request, but without a socket, so that content without
//! memory takes none when it is copied.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, header};

use super::target::{SourceTarget, authority};
use super::{Purpose, Sources};
use crate::address::Address;
use crate::admission;
use crate::auth::Connection;
use crate::failure::{Failure, Result};
use crate::files::{self, FileAddress};
use crate::operation::Operation;
use crate::received::Received;
use crate::request::{Call, Role};
use crate::state::blob::Blob;
use crate::state::content::Content;
use crate::state::data::Data;
use crate::state::tier::ARCHIVE;
use crate::{guard, names};

/// Reads a blob.
pub async fn blob(
    target: &SourceTarget,
    address: &Address,
    call: &Call,
    sources: &Sources<'_>,
    purpose: Purpose,
) -> Result<Arc<Blob>> {
    let snapshot = target.snapshot();
    let own = purpose == Purpose::Asynchronous && address.account == call.address.account;
    let passes = |failure: &Failure| own && matches!(failure.code, "BlobNotFound" | "ContainerNotFound");
    let wrap = |failure| if passes(&failure) { failure } else { Failure::cannot_verify_copy_source(&failure) };
    let blob = if own && !target.is_signed() {
        if sources.own.has_faults() {
            sources.own.apply_faults(&inner(target, call, purpose)?).await.map_err(wrap)?;
        }
        // The credential of the request itself authorizes the source, without another check.
        let blob = sources.store.state().blob(address, snapshot.as_deref())?;
        reject_incremental(blob, snapshot.as_deref())?
    } else {
        let result = match inner(target, call, purpose) {
            Ok(inner) => get(sources, inner, call, (snapshot.as_deref(), purpose)).await,
            Err(failure) => Err(failure),
        };
        note(sources, target, &result);
        result.map_err(wrap)?
    };
    guard::source(call, &blob)?;
    if purpose != Purpose::Asynchronous || !may_rehydrate(call, address, &blob) {
        let wrap = |failure| if own { failure } else { Failure::cannot_verify_copy_source(&failure) };
        guard::reject_archived(&blob, call.now).map_err(wrap)?;
    }
    Ok(blob)
}

/// An archived blob can be copied to an online tier, under another name, also to another account of its region, which all accounts are in;
/// unless it is being rehydrated already.
fn may_rehydrate(call: &Call, source: &Address, blob: &Blob) -> bool {
    let online = call.header(&names::ACCESS_TIER).is_some_and(|tier| tier != ARCHIVE);
    let reaches = source.account == call.address.account || call.version() >= names::VERSION_OF_FOREIGN_ARCHIVES;
    online && reaches && *source != call.address && blob.tier_at(call.now).rehydration.is_none()
}

/// Runs a GET in the service, with the credentials in the URL and `call`, and returns the content.
async fn get(
    sources: &Sources<'_>,
    mut inner: Call,
    call: &Call,
    (snapshot, purpose): (Option<&str>, Purpose),
) -> Result<Arc<Blob>> {
    let operation = Operation::of(&inner)?;
    admission::admit(&inner, operation, sources.store, sources.access)?;
    let named = inner.headers.contains_key(header::AUTHORIZATION) || inner.query("sig").is_some();
    if named && call.header(&names::COPY_SOURCE_TAG_OPTION) == Some("COPY") {
        admission::admit(&inner, Operation::GetBlobTags, sources.store, sources.access)?;
    }
    if operation == Operation::GetBlob && purpose == Purpose::Asynchronous {
        let blob = sources.store.state().blob(&inner.address, snapshot)?;
        if blob.tier_at(call.now).is_archived() && may_rehydrate(call, &inner.address, &blob) {
            return Ok(blob);
        }
    }
    let response = sources.own.respond(&mut inner, operation).await?;
    if operation == Operation::GetBlob {
        // The blob itself has more than its response: blocks, pages and tags.
        return sources.store.state().blob(&inner.address, snapshot);
    }
    let mut other = Blob::new(inner.now);
    other.content = Content::whole(Data::joined(response.body.into_data().collect()));
    Ok(Arc::new(other))
}

/// Reads a file.
pub fn file(
    target: &SourceTarget,
    address: &FileAddress,
    call: &Call,
    sources: &Sources<'_>,
    purpose: Purpose,
) -> Result<Arc<Blob>> {
    let own = purpose == Purpose::Asynchronous && address.account == call.address.account;
    let result = if own && !target.is_signed() {
        sources.files.get(address)
    } else {
        received(target, call, purpose)
            .and_then(|received| files::read(&received, address, sources.files, sources.access, call.now))
    };
    note(sources, target, &result);
    let file = result.map_err(|failure| Failure::cannot_verify_copy_source(&failure))?;
    guard::source(call, &file)?;
    Ok(file)
}

fn reject_incremental(blob: Arc<Blob>, snapshot: Option<&str>) -> Result<Arc<Blob>> {
    let rejected = blob.incremental.is_some() && snapshot.is_none();
    if rejected { Err(Failure::incremental_blob()) } else { Ok(blob) }
}

fn note<T>(sources: &Sources<'_>, target: &SourceTarget, result: &Result<T>) {
    sources.log.add_source(&target.url, result.as_ref().map_or_else(|failure| failure.status, |_| 200));
}

/// The request that another server would get.
fn inner(target: &SourceTarget, call: &Call, purpose: Purpose) -> Result<Call> {
    Ok(Call { role: Role::Source, ..Call::new(received(target, call, purpose)?, call.now)? })
}

fn received(target: &SourceTarget, call: &Call, purpose: Purpose) -> Result<Received> {
    let url = &target.url;
    let path_and_query = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = http::Request::builder().method(Method::GET).uri(path_and_query);
    request = request.header(header::HOST, authority(url));
    if let Some(version) = call.headers.get(names::VERSION) {
        request = request.header(names::VERSION, version);
    }
    if let Some(range) = call.headers.get(names::SOURCE_RANGE) {
        // All of the blob is read, but only this part is used.
        request = request.header(names::SOURCE_RANGE, range);
    }
    if let Some(key) = call.headers.get(&names::SOURCE_ENCRYPTION_KEY_SHA256) {
        request = request.header(&names::ENCRYPTION_KEY_SHA256, key);
    }
    if let Some(authorization) = purpose.authorization(call) {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let (parts, ()) = request.body(()).map_err(|_| Failure::invalid_header())?.into_parts();
    let connection = Connection { https: url.scheme() == "https", ..call.connection };
    Ok(Received { connection, ..Received::internal(parts, Bytes::new()) })
}
