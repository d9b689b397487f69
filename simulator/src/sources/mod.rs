//! The sources of copies: a source by its URL, with its content, or the reason why it cannot be read.
//!
//! - [`target`] finds where a URL points: to a blob or a file of this service, or elsewhere
//! - [`local`] reads from this service like a request, but without a socket: content is shared, not copied
//! - [`remote`] reads over HTTP and HTTPS, and keeps what it read in memory

mod local;
pub mod remote;
pub mod target;

use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderValue;

use crate::access::Access;
use crate::failure::{Failure, Result};
use crate::files::FileStore;
use crate::log::Log;
use crate::operation::Operation;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::blob::Blob;
use crate::state::data::Data;
use crate::store::Store;
use crate::{names, range};
use remote::RemoteReader;
use target::{OwnPorts, SourceLocation, SourceTarget};

/// The kind of reader, which determines the credential: a synchronous copy has one for the source (a SAS in the URL, or
/// `x-ms-copy-source-authorization`), an asynchronous one may read the destination's account without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The response waits for the content.
    Synchronous,
    /// The content is copied later.
    Asynchronous,
}

impl Purpose {
    /// The credential in the request for the source:
    /// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url#request-headers>. Copy Blob has none.
    fn authorization(self, call: &Call) -> Option<&HeaderValue> {
        call.headers.get(names::COPY_SOURCE_AUTHORIZATION).filter(|_| self == Self::Synchronous)
    }
}

/// Handles sources that are blobs of this service.
pub trait LocalSources: Sync {
    /// Whether there are scripted faults.
    fn has_faults(&self) -> bool;

    /// Applies scripted faults to a read of a source that only reads the state.
    fn apply_faults<'a>(&'a self, read: &'a Call) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

    /// Handles a read of a source like a client's request.
    fn respond<'a>(
        &'a self,
        read: &'a mut Call,
        operation: Operation,
    ) -> Pin<Box<dyn Future<Output = Result<ServiceResponse>> + Send + 'a>>;

    /// Counts the bytes that a copy brings into the account of its destination.
    fn count_ingress(&self, copy: &Call, bytes: u64);
}

/// Where sources are found.
pub struct Sources<'a> {
    /// The blobs of this service.
    pub store: &'a Store,
    /// Its files.
    pub files: &'a FileStore,
    /// The state for checking credentials of sources.
    pub access: &'a Access,
    /// The ports of this process.
    pub ports: &'a OwnPorts,
    /// Reads from other hosts.
    pub reader: &'a RemoteReader,
    /// The log of sources.
    pub log: &'a Log,
    /// This service.
    pub own: &'a dyn LocalSources,
}

impl Sources<'_> {
    /// The target of the source URL in a request.
    pub fn target(&self, call: &Call) -> Result<SourceTarget> {
        SourceTarget::read(call, self.ports, self.access)
    }

    /// Reads a complete source. A source on another host that is longer than `limit` is not read.
    pub async fn read(
        &self,
        target: &SourceTarget,
        call: &Call,
        purpose: Purpose,
        limit: Option<Limit>,
    ) -> Result<Arc<Blob>> {
        let (blob, range) = match &target.place {
            SourceLocation::Blob(address) => (local::blob(target, address, call, self, purpose).await?, None),
            SourceLocation::File(address) => (local::file(target, address, call, self, purpose)?, None),
            SourceLocation::Elsewhere => remote::blob(target, call, self, (purpose, None), limit).await?,
        };
        let range = content_range(&blob, range)?;
        check(limit, &range)?;
        self.count_ingress(target, call, &range);
        Ok(blob)
    }

    /// Reads the part of a source that `x-ms-source-range` names; all of it without.
    pub async fn read_range(&self, call: &Call, limit: Limit) -> Result<Data> {
        let target = self.target(call)?;
        let range = match call.header(&names::SOURCE_RANGE) {
            None => None,
            Some(text) => Some(range::parse(text).ok_or_else(Failure::invalid_header)?),
        };
        let (blob, rest) = match &target.place {
            SourceLocation::Blob(address) => {
                (local::blob(&target, address, call, self, Purpose::Synchronous).await?, range)
            }
            SourceLocation::File(address) => (local::file(&target, address, call, self, Purpose::Synchronous)?, range),
            SourceLocation::Elsewhere => {
                remote::blob(&target, call, self, (Purpose::Synchronous, range), Some(limit)).await?
            }
        };
        let range = content_range(&blob, rest)?;
        check(Some(limit), &range)?;
        self.count_ingress(&target, call, &range);
        Ok(Data::joined(blob.content.slice(&range)))
    }

    /// Content that is copied within an account does not count as ingress.
    fn count_ingress(&self, target: &SourceTarget, call: &Call, range: &Range<u64>) {
        let is_within = matches!(&target.place, SourceLocation::Blob(from) if from.account == call.address.account);
        if !is_within {
            self.own.count_ingress(call, range.end - range.start);
        }
    }
}

/// The maximum length that an operation reads, and its error above that.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The number of bytes.
    pub bytes: u64,
    /// The response.
    pub failure: fn(u64) -> Failure,
}

fn check(limit: Option<Limit>, range: &Range<u64>) -> Result<()> {
    match limit {
        Some(limit) if range.end - range.start > limit.bytes => Err((limit.failure)(limit.bytes)),
        _ => Ok(()),
    }
}

fn content_range(blob: &Blob, range: Option<(u64, Option<u64>)>) -> Result<Range<u64>> {
    let length = blob.content.length();
    let Some((start, end)) = range else { return Ok(0..length) };
    range::clip(start, end, length).map_err(|failure| Failure::cannot_verify_copy_source(&failure))
}
