//! The operation of a request, with its documentation page, its name, and the required permissions.

use std::sync::LazyLock;

use http::Method;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::PublicAccess;

/// Declares the operations, one a line: name, REST page, the SAS permissions of which one is enough, and the public access of the
/// container that allows it to everyone.
macro_rules! operations {
    ($($name:ident $page:literal, sas $permissions:literal $(, public $access:ident)?;)*) => {
        /// An operation of the service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Operation {
            $(#[doc = concat!("<https://learn.microsoft.com/rest/api/storageservices/", $page, ">")] $name,)*
        }

        impl Operation {
            /// Every operation, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The SAS permissions of which one is enough.
            pub fn permissions(self) -> &'static str {
                match self { $(Self::$name => $permissions,)* }
            }

            /// The lowest public access of a container that allows it to everyone.
            pub fn public_access(self) -> Option<PublicAccess> {
                match self { $(Self::$name => operations!(@access $($access)?),)* }
            }

            /// Its name in scripts and statistics.
            pub fn name(self) -> &'static str {
                static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| vec![$(in_camel_case(stringify!($name))),*]);
                &NAMES[self as usize]
            }
        }
    };
    (@access) => { None };
    (@access $access:ident) => { Some(PublicAccess::$access) };
}

operations! {
    GetUserDelegationKey "get-user-delegation-key", sas "";
    CreateContainer "create-container", sas "cw";
    DeleteContainer "delete-container", sas "d";
    GetContainerProperties "get-container-properties", sas "r", public Container;
    ListBlobs "list-blobs", sas "l", public Container;
    PutBlob "put-blob", sas "cw";
    GetBlob "get-blob", sas "r", public Blob;
    GetBlobProperties "get-blob-properties", sas "r", public Blob;
    DeleteBlob "delete-blob", sas "d";
    SetBlobMetadata "set-blob-metadata", sas "w";
    SnapshotBlob "snapshot-blob", sas "cw";
    PutBlock "put-block", sas "w";
    PutBlockList "put-block-list", sas "cw";
    GetBlockList "get-block-list", sas "r", public Blob;
    QueryBlobContents "query-blob-contents", sas "r";
    CopyBlob "copy-blob", sas "cw";
    CopyBlobFromUrl "copy-blob-from-url", sas "cw";
    ListContainers "list-containers2", sas "l";
    GetServiceProperties "get-blob-service-properties", sas "r";
    SetServiceProperties "set-blob-service-properties", sas "w";
    GetServiceStats "get-blob-service-stats", sas "r";
    GetAccountInformation "get-account-information", sas "rwdlacuptfix";
    FindBlobsByTags "find-blobs-by-tags", sas "f";
    FindBlobsByTagsInContainer "find-blobs-by-tags-container", sas "f";
    Batch "blob-batch", sas "rwdlacuptfix";
    SetContainerMetadata "set-container-metadata", sas "w";
    RestoreContainer "restore-container", sas "cw";
    GetContainerAcl "get-container-acl", sas "";
    SetContainerAcl "set-container-acl", sas "";
    SetBlobProperties "set-blob-properties", sas "w";
    GetBlobTags "get-blob-tags", sas "t";
    SetBlobTags "set-blob-tags", sas "t";
    SetBlobTier "set-blob-tier", sas "w";
    SetImmutabilityPolicy "set-blob-immutability-policy", sas "i";
    DeleteImmutabilityPolicy "delete-blob-immutability-policy", sas "i";
    SetLegalHold "set-blob-legal-hold", sas "i";
    UndeleteBlob "undelete-blob", sas "w";
    LeaseBlob "lease-blob", sas "w";
    LeaseContainer "lease-container", sas "w";
    AbortCopyBlob "abort-copy-blob", sas "w";
    AppendBlock "append-block", sas "aw";
    AppendBlockFromUrl "append-block-from-url", sas "aw";
    SealAppendBlob "append-blob-seal", sas "w";
    PutPage "put-page", sas "w";
    PutPageFromUrl "put-page-from-url", sas "w";
    GetPageRanges "get-page-ranges", sas "r", public Blob;
    PutBlobFromUrl "put-blob-from-url", sas "cw";
    PutBlockFromUrl "put-block-from-url", sas "w";
    IncrementalCopyBlob "incremental-copy-blob", sas "cw";
}

fn in_camel_case(name: &str) -> String {
    format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..])
}

impl Operation {
    /// The operation of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.name() == name)
    }

    /// The operation of a request.
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
