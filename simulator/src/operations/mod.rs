//! The operations: which one a request is, and one file for each. Every operation takes the request and the state, and
//! returns an answer or the service's error.

mod abort_copy_blob;
mod append_block;
mod append_block_from_url;
mod batch;
mod blob_tags;
mod container_acl;
mod copy_blob;
mod copy_blob_from_url;
mod copy_source;
pub mod create_container;
mod delete_blob;
mod delete_container;
mod describe_blob;
mod find_blobs;
mod get_blob;
mod get_blob_properties;
mod get_block_list;
mod get_container_properties;
mod get_page_ranges;
mod get_user_delegation_key;
pub mod guard;
mod incremental_copy_blob;
mod lease_resource;
mod list_blobs;
mod list_containers;
mod list_xml;
mod page_properties;
mod paging;
mod protect;
mod put_blob;
mod put_blob_from_url;
mod put_block;
mod put_block_from_url;
mod put_block_list;
mod put_page;
mod put_page_from_url;
mod query_blob;
pub mod range;
mod restore_container;
mod seal_append_blob;
mod service_properties;
mod set_blob_metadata;
mod set_blob_properties;
mod set_blob_tier;
mod set_container_metadata;
mod snapshot_blob;
mod tier_header;
mod undelete_blob;

use std::sync::LazyLock;

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

            /// Its name in scripts and statistics.
            pub fn name(self) -> &'static str {
                static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| vec![$(in_camel_case(stringify!($name))),*]);
                &NAMES[self as usize]
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
    (@direct $module:ident, $call:ident, $service:ident) => { $module::run($call, $service) };
    (@service $module:ident, $call:ident, $service:ident) => { $module::run($call, $service).await };
}

// `state` operations run under the lock and never wait; `direct` ones take it when they need it and never wait either;
// `service` operations may wait, never with the lock.
operations! {
    GetUserDelegationKey "get-user-delegation-key", direct get_user_delegation_key, sas "";
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
    PutBlockList "put-block-list", state put_block_list, sas "cw";
    GetBlockList "get-block-list", state get_block_list, sas "r", public Blob;
    QueryBlobContents "query-blob-contents", state query_blob, sas "r";
    CopyBlob "copy-blob", service copy_blob, sas "cw";
    CopyBlobFromUrl "copy-blob-from-url", service copy_blob_from_url, sas "cw";
    ListContainers "list-containers2", state list_containers, sas "l";
    GetServiceProperties "get-blob-service-properties", state service_properties, sas "r";
    SetServiceProperties "set-blob-service-properties", state service_properties, sas "w";
    GetServiceStats "get-blob-service-stats", state service_properties, sas "r";
    GetAccountInformation "get-account-information", state service_properties, sas "rwdlacuptfix";
    FindBlobsByTags "find-blobs-by-tags", state find_blobs, sas "f";
    FindBlobsByTagsInContainer "find-blobs-by-tags-container", state find_blobs, sas "f";
    Batch "blob-batch", direct batch, sas "rwdlacuptfix";
    SetContainerMetadata "set-container-metadata", state set_container_metadata, sas "w";
    RestoreContainer "restore-container", state restore_container, sas "cw";
    GetContainerAcl "get-container-acl", state container_acl, sas "";
    SetContainerAcl "set-container-acl", state container_acl, sas "";
    SetBlobProperties "set-blob-properties", state set_blob_properties, sas "w";
    GetBlobTags "get-blob-tags", state blob_tags, sas "t";
    SetBlobTags "set-blob-tags", state blob_tags, sas "t";
    SetBlobTier "set-blob-tier", direct set_blob_tier, sas "w";
    SetImmutabilityPolicy "set-blob-immutability-policy", state protect, sas "i";
    DeleteImmutabilityPolicy "delete-blob-immutability-policy", state protect, sas "i";
    SetLegalHold "set-blob-legal-hold", state protect, sas "i";
    UndeleteBlob "undelete-blob", state undelete_blob, sas "w";
    LeaseBlob "lease-blob", state lease_resource, sas "w";
    LeaseContainer "lease-container", state lease_resource, sas "w";
    AbortCopyBlob "abort-copy-blob", state abort_copy_blob, sas "w";
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

fn in_camel_case(name: &str) -> String {
    format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..])
}

impl Operation {
    /// The operation of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.name() == name)
    }

    /// Which operation a request is.
    pub fn of(call: &Call) -> Result<Self> {
        let comp = call.query("comp").unwrap_or_default();
        if call.query("restype") == Some("account") {
            return match (&call.method, comp) {
                (&Method::GET | &Method::HEAD, "properties") => Ok(Self::GetAccountInformation),
                _ => Err(Failure::not_implemented()),
            };
        }
        match (&call.address.container, &call.address.blob) {
            (None, None) => Self::of_service(call, comp),
            (Some(_), Some(_)) => Self::of_blob(call, comp),
            (Some(_), None) if call.query("restype") == Some("container") => Self::of_container(&call.method, comp),
            _ => Err(Failure::not_implemented()),
        }
    }

    fn of_service(call: &Call, comp: &str) -> Result<Self> {
        let properties = call.query("restype") == Some("service");
        Ok(match (&call.method, comp) {
            (&Method::GET, "properties") if properties => Self::GetServiceProperties,
            (&Method::PUT, "properties") if properties => Self::SetServiceProperties,
            (&Method::GET, "stats") if properties => Self::GetServiceStats,
            (&Method::POST, "userdelegationkey") if properties => Self::GetUserDelegationKey,
            (&Method::GET, "list") => Self::ListContainers,
            (&Method::GET, "blobs") => Self::FindBlobsByTags,
            (&Method::POST, "batch") => Self::Batch,
            _ => return Err(Failure::not_implemented()),
        })
    }

    fn of_container(method: &Method, comp: &str) -> Result<Self> {
        Ok(match (method, comp) {
            (&Method::PUT, "") => Self::CreateContainer,
            (&Method::DELETE, "") => Self::DeleteContainer,
            (&Method::GET | &Method::HEAD, "" | "metadata") => Self::GetContainerProperties,
            (&Method::GET, "list") => Self::ListBlobs,
            (&Method::PUT, "lease") => Self::LeaseContainer,
            (&Method::PUT, "metadata") => Self::SetContainerMetadata,
            (&Method::PUT, "undelete") => Self::RestoreContainer,
            (&Method::GET | &Method::HEAD, "acl") => Self::GetContainerAcl,
            (&Method::PUT, "acl") => Self::SetContainerAcl,
            (&Method::GET, "blobs") => Self::FindBlobsByTagsInContainer,
            (&Method::POST, "batch") => Self::Batch,
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
            (&Method::POST, "query") => Self::QueryBlobContents,
            (&Method::PUT, "lease") => Self::LeaseBlob,
            (&Method::GET, "tags") => Self::GetBlobTags,
            (&Method::PUT, "tags") => Self::SetBlobTags,
            (&Method::PUT, "undelete") => Self::UndeleteBlob,
            (&Method::PUT, "tier") => Self::SetBlobTier,
            (&Method::PUT, "immutabilityPolicies") => Self::SetImmutabilityPolicy,
            (&Method::DELETE, "immutabilityPolicies") => Self::DeleteImmutabilityPolicy,
            (&Method::PUT, "legalhold") => Self::SetLegalHold,
            (&Method::PUT, "copy") => Self::AbortCopyBlob,
            _ => return Err(Failure::not_implemented()),
        })
    }
}
