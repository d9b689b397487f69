//! The operations: which one a request is, and one file for each. Every operation takes the request and the state, and
//! returns an answer or the service's error.

mod abort_copy_blob;
mod append_block;
mod append_block_from_url;
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
mod get_page_ranges;
pub mod guard;
mod incremental_copy_blob;
mod list_blobs;
mod list_xml;
mod page_properties;
mod put_blob;
mod put_blob_from_url;
mod put_block;
mod put_block_from_url;
mod put_block_list;
mod put_page;
mod put_page_from_url;
pub mod range;
mod seal_append_blob;
mod set_blob_metadata;
mod set_blob_properties;
mod snapshot_blob;

use http::Method;
use serde::Serialize;

use crate::answer::Answer;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::service::Service;
use crate::state::PublicAccess;

/// Declares the operations, one a line: name, REST page, how it runs, the permissions in a SAS any one of which is enough,
/// and what public access of the container lets anybody do it.
macro_rules! operations {
    ($($name:ident $page:literal, $kind:ident $module:ident, sas $permissions:literal $(, public $access:ident)?;)*) => {
        /// An operation of the service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Operation {
            $(#[doc = concat!("<https://learn.microsoft.com/rest/api/storageservices/", $page, ">")] $name,)*
        }

        impl Operation {
            /// Every operation, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The permissions in a SAS any one of which is enough.
            pub fn permissions(self) -> &'static str {
                match self { $(Self::$name => $permissions,)* }
            }

            /// The least public access of a container that lets anybody do it.
            pub fn public_access(self) -> Option<PublicAccess> {
                match self { $(Self::$name => operations!(@access $($access)?),)* }
            }

            /// Does it.
            pub async fn run(self, call: &Call, service: &Service) -> Result<Answer> {
                match self { $(Self::$name => operations!(@$kind $module, call, service),)* }
            }
        }
    };
    (@access) => { None };
    (@access $access:ident) => { Some(PublicAccess::$access) };
    (@state $module:ident, $call:ident, $service:ident) => { $module::run($call, &mut $service.state()) };
    (@service $module:ident, $call:ident, $service:ident) => { $module::run($call, $service).await };
}

// `state` operations run under the lock and never wait; `service` operations take it when they need it.
operations! {
    CreateContainer "create-container", state create_container, sas "cw";
    DeleteContainer "delete-container", state delete_container, sas "d";
    GetContainerProperties "get-container-properties", state get_container_properties, sas "r", public Container;
    ListBlobs "list-blobs", state list_blobs, sas "l", public Container;
    PutBlob "put-blob", state put_blob, sas "cw";
    GetBlob "get-blob", state get_blob, sas "r", public Blob;
    GetBlobProperties "get-blob-properties", state get_blob_properties, sas "r", public Blob;
    DeleteBlob "delete-blob", state delete_blob, sas "d";
    SetBlobMetadata "set-blob-metadata", state set_blob_metadata, sas "w";
    SnapshotBlob "snapshot-blob", state snapshot_blob, sas "cw";
    PutBlock "put-block", state put_block, sas "w";
    PutBlockList "put-block-list", state put_block_list, sas "w";
    GetBlockList "get-block-list", state get_block_list, sas "r", public Blob;
    CopyBlob "copy-blob", service copy_blob, sas "cw";
    CopyBlobFromUrl "copy-blob-from-url", service copy_blob_from_url, sas "cw";
    AbortCopyBlob "abort-copy-blob", state abort_copy_blob, sas "w";
    SetBlobProperties "set-blob-properties", state set_blob_properties, sas "w";
    AppendBlock "append-block", state append_block, sas "aw";
    AppendBlockFromUrl "append-block-from-url", service append_block_from_url, sas "aw";
    SealAppendBlob "append-blob-seal", state seal_append_blob, sas "w";
    PutPage "put-page", state put_page, sas "w";
    PutPageFromUrl "put-page-from-url", service put_page_from_url, sas "w";
    GetPageRanges "get-page-ranges", state get_page_ranges, sas "r", public Blob;
    PutBlobFromUrl "put-blob-from-url", service put_blob_from_url, sas "cw";
    PutBlockFromUrl "put-block-from-url", service put_block_from_url, sas "w";
    IncrementalCopyBlob "incremental-copy-blob", service incremental_copy_blob, sas "cw";
}

impl Operation {
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
        let from_url = call.headers.contains_key(names::COPY_SOURCE);
        Ok(match (&call.method, comp) {
            (&Method::PUT, "") if !from_url => Self::PutBlob,
            (&Method::PUT, "") if call.headers.contains_key(names::BLOB_TYPE) => Self::PutBlobFromUrl,
            (&Method::PUT, "") if call.header(&names::REQUIRES_SYNC) == Some("true") => Self::CopyBlobFromUrl,
            (&Method::PUT, "") => Self::CopyBlob,
            (&Method::GET, "") => Self::GetBlob,
            (&Method::HEAD, "") | (&Method::GET | &Method::HEAD, "metadata") => Self::GetBlobProperties,
            (&Method::DELETE, "") => Self::DeleteBlob,
            (&Method::PUT, "metadata") => Self::SetBlobMetadata,
            (&Method::PUT, "snapshot") => Self::SnapshotBlob,
            (&Method::PUT, "block") if !from_url => Self::PutBlock,
            (&Method::PUT, "block") => Self::PutBlockFromUrl,
            (&Method::PUT, "appendblock") if !from_url => Self::AppendBlock,
            (&Method::PUT, "appendblock") => Self::AppendBlockFromUrl,
            (&Method::PUT, "seal") => Self::SealAppendBlob,
            (&Method::PUT, "page") if !from_url => Self::PutPage,
            (&Method::PUT, "page") => Self::PutPageFromUrl,
            (&Method::GET, "pagelist") => Self::GetPageRanges,
            (&Method::PUT, "properties") => Self::SetBlobProperties,
            (&Method::PUT, "incrementalcopy") => Self::IncrementalCopyBlob,
            (&Method::PUT, "blocklist") => Self::PutBlockList,
            (&Method::GET, "blocklist") => Self::GetBlockList,
            (&Method::PUT, "copy") => Self::AbortCopyBlob,
            _ => return Err(Failure::not_implemented()),
        })
    }
}
