//! The operations: which one a request is, and one file for each. Every operation takes the request and the state, under
//! the lock, and returns an answer or the service's error.

mod abort_copy_blob;
mod copy_blob;
mod copy_blob_from_url;
mod copy_source;
mod create_container;
mod delete_blob;
mod delete_container;
mod describe_blob;
mod get_blob;
mod get_blob_properties;
mod get_block_list;
mod get_container_properties;
mod list_blobs;
mod list_xml;
mod put_blob;
mod put_block;
mod put_block_list;
mod set_blob_metadata;
mod snapshot_blob;

use http::Method;
use serde::Serialize;

use crate::answer::Answer;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::service::Service;
use crate::state::PublicAccess;
use crate::state::blob::Entry;

/// An operation of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// <https://learn.microsoft.com/rest/api/storageservices/create-container>
    CreateContainer,
    /// <https://learn.microsoft.com/rest/api/storageservices/delete-container>
    DeleteContainer,
    /// <https://learn.microsoft.com/rest/api/storageservices/get-container-properties>
    GetContainerProperties,
    /// <https://learn.microsoft.com/rest/api/storageservices/list-blobs>
    ListBlobs,
    /// <https://learn.microsoft.com/rest/api/storageservices/put-blob>
    PutBlob,
    /// <https://learn.microsoft.com/rest/api/storageservices/get-blob>
    GetBlob,
    /// <https://learn.microsoft.com/rest/api/storageservices/get-blob-properties>
    GetBlobProperties,
    /// <https://learn.microsoft.com/rest/api/storageservices/delete-blob>
    DeleteBlob,
    /// <https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata>
    SetBlobMetadata,
    /// <https://learn.microsoft.com/rest/api/storageservices/snapshot-blob>
    SnapshotBlob,
    /// <https://learn.microsoft.com/rest/api/storageservices/put-block>
    PutBlock,
    /// <https://learn.microsoft.com/rest/api/storageservices/put-block-list>
    PutBlockList,
    /// <https://learn.microsoft.com/rest/api/storageservices/get-block-list>
    GetBlockList,
    /// <https://learn.microsoft.com/rest/api/storageservices/copy-blob>
    CopyBlob,
    /// <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url>
    CopyBlobFromUrl,
    /// <https://learn.microsoft.com/rest/api/storageservices/abort-copy-blob>
    AbortCopyBlob,
}

impl Operation {
    /// Every operation, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::CreateContainer,
        Self::DeleteContainer,
        Self::GetContainerProperties,
        Self::ListBlobs,
        Self::PutBlob,
        Self::GetBlob,
        Self::GetBlobProperties,
        Self::DeleteBlob,
        Self::SetBlobMetadata,
        Self::SnapshotBlob,
        Self::PutBlock,
        Self::PutBlockList,
        Self::GetBlockList,
        Self::CopyBlob,
        Self::CopyBlobFromUrl,
        Self::AbortCopyBlob,
    ];

    /// Which operation a request is.
    pub fn of(call: &Call) -> Result<Self> {
        let comp = call.query("comp").unwrap_or_default();
        match (&call.address.container, &call.address.blob) {
            (Some(_), Some(_)) => Self::of_blob(call, comp),
            (Some(_), None) if call.query("restype") == Some("container") => Self::of_container(&call.method, comp),
            _ => Err(Failure::not_implemented()),
        }
    }

    fn of_container(method: &Method, comp: &str) -> Result<Self> {
        Ok(match (method, comp) {
            (&Method::PUT, "") => Self::CreateContainer,
            (&Method::DELETE, "") => Self::DeleteContainer,
            (&Method::GET | &Method::HEAD, "" | "metadata") => Self::GetContainerProperties,
            (&Method::GET, "list") => Self::ListBlobs,
            _ => return Err(Failure::not_implemented()),
        })
    }

    fn of_blob(call: &Call, comp: &str) -> Result<Self> {
        Ok(match (&call.method, comp) {
            (&Method::PUT, "") if !call.headers.contains_key(names::COPY_SOURCE) => Self::PutBlob,
            (&Method::PUT, "") if call.headers.contains_key(names::BLOB_TYPE) => return Err(Failure::not_implemented()),
            (&Method::PUT, "") if call.header(&names::REQUIRES_SYNC) == Some("true") => Self::CopyBlobFromUrl,
            (&Method::PUT, "") => Self::CopyBlob,
            (&Method::GET, "") => Self::GetBlob,
            (&Method::HEAD, "") | (&Method::GET | &Method::HEAD, "metadata") => Self::GetBlobProperties,
            (&Method::DELETE, "") => Self::DeleteBlob,
            (&Method::PUT, "metadata") => Self::SetBlobMetadata,
            (&Method::PUT, "snapshot") => Self::SnapshotBlob,
            (&Method::PUT, "block") if !call.headers.contains_key(names::COPY_SOURCE) => Self::PutBlock,
            (&Method::PUT, "blocklist") => Self::PutBlockList,
            (&Method::GET, "blocklist") => Self::GetBlockList,
            (&Method::PUT, "copy") => Self::AbortCopyBlob,
            _ => return Err(Failure::not_implemented()),
        })
    }

    /// Whether a container with this public access lets anybody do it.
    pub fn is_public(self, access: PublicAccess) -> bool {
        match self {
            Self::GetBlob | Self::GetBlobProperties | Self::GetBlockList => access != PublicAccess::None,
            Self::GetContainerProperties | Self::ListBlobs => access == PublicAccess::Container,
            _ => false,
        }
    }

    /// The permissions in a SAS any one of which is enough.
    pub fn permissions(self) -> &'static str {
        match self {
            Self::GetContainerProperties | Self::GetBlob | Self::GetBlobProperties | Self::GetBlockList => "r",
            Self::ListBlobs => "l",
            Self::DeleteContainer | Self::DeleteBlob => "d",
            Self::SetBlobMetadata | Self::PutBlock | Self::PutBlockList | Self::AbortCopyBlob => "w",
            Self::CreateContainer | Self::PutBlob | Self::SnapshotBlob | Self::CopyBlob | Self::CopyBlobFromUrl => "cw",
        }
    }

    /// Does it.
    pub fn run(self, call: &Call, service: &Service) -> Result<Answer> {
        match self {
            Self::CreateContainer => create_container::run(call, &mut service.state()),
            Self::DeleteContainer => delete_container::run(call, &mut service.state()),
            Self::GetContainerProperties => get_container_properties::run(call, &mut service.state()),
            Self::ListBlobs => list_blobs::run(call, &mut service.state()),
            Self::PutBlob => put_blob::run(call, &mut service.state()),
            Self::GetBlob => get_blob::run(call, &mut service.state()),
            Self::GetBlobProperties => get_blob_properties::run(call, &mut service.state()),
            Self::DeleteBlob => delete_blob::run(call, &mut service.state()),
            Self::SetBlobMetadata => set_blob_metadata::run(call, &mut service.state()),
            Self::SnapshotBlob => snapshot_blob::run(call, &mut service.state()),
            Self::PutBlock => put_block::run(call, &mut service.state()),
            Self::PutBlockList => put_block_list::run(call, &mut service.state()),
            Self::GetBlockList => get_block_list::run(call, &mut service.state()),
            Self::CopyBlob => copy_blob::run(call, service),
            Self::CopyBlobFromUrl => copy_blob_from_url::run(call, service),
            Self::AbortCopyBlob => abort_copy_blob::run(call, &mut service.state()),
        }
    }
}

/// Refuses to write to a blob while a copy to it has not ended.
fn refuse_pending(entry: &Entry) -> Result<()> {
    if entry.base.as_ref().is_some_and(|blob| blob.is_pending()) { Err(Failure::pending_copy()) } else { Ok(()) }
}
