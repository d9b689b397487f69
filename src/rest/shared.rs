//! Types that many operations share, named as `@azure/storage-blob` names them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rest::values::{Binary, FromText, Timestamp};

/// Declares a string type whose known values TypeScript lists. A value that is not known passes through: the service may
/// learn new ones before blobferry does.
macro_rules! string_types {
    ($( $(#[doc = $doc:literal])* $name:ident = $typescript:literal; )*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl FromText for $name {
            fn from_text(text: &str) -> Option<Self> {
                Some(Self(text.to_owned()))
            }
        }

        impl crate::rest::request_writer::ToHeader for $name {
            fn to_header(&self) -> std::borrow::Cow<'_, str> {
                self.0.as_str().into()
            }
        }

        #[cfg(feature = "typescript")]
        impl ts_rs::TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn docs() -> Option<String> {
                Some(concat!("/**\n", $(" *", $doc, "\n",)* " */\n").to_owned())
            }
            fn name(_: &ts_rs::Config) -> String {
                stringify!($name).to_owned()
            }
            fn inline(_: &ts_rs::Config) -> String {
                $typescript.to_owned()
            }
            fn decl(_: &ts_rs::Config) -> String {
                format!("type {} = {};", stringify!($name), $typescript)
            }
        }
    )* };
}

string_types! {
    /// The kind of a blob.
    BlobType = "'BlockBlob' | 'PageBlob' | 'AppendBlob'";
    /// How an asynchronous copy stands.
    CopyStatusType = "'pending' | 'success' | 'aborted' | 'failed'";
    /// How a synchronous copy ended: well, or the call fails.
    SyncCopyStatusType = "'success'";
    /// Whether a lease ends by itself.
    LeaseDurationType = "'infinite' | 'fixed'";
    /// What a lease is doing.
    LeaseStateType = "'available' | 'leased' | 'expired' | 'breaking' | 'broken'";
    /// Whether a resource is leased.
    LeaseStatusType = "'locked' | 'unlocked'";
    /// Who may read a container without credentials.
    PublicAccessType = "'container' | 'blob'";
    /// How urgent it is to bring a blob back from the archive.
    RehydratePriority = "'High' | 'Standard'";
    /// Whether an immutability policy can still be changed.
    BlobImmutabilityPolicyMode = "'Mutable' | 'Unlocked' | 'Locked'";
    /// What is deleted with a blob that has snapshots: the snapshots too, or only them.
    DeleteSnapshotsOptionType = "'include' | 'only'";
    /// Whether a copy takes the source's tags (`COPY`) or the given ones (`REPLACE`).
    BlobCopySourceTags = "'REPLACE' | 'COPY'";
    /// How a token is meant that reads from Azure Files: `backup`.
    FileShareTokenIntent = "string";
    /// Where an archived blob is on its way to.
    ArchiveStatus = "'rehydrate-pending-to-hot' | 'rehydrate-pending-to-cool' | 'rehydrate-pending-to-cold'";
    /// The storage tier of a blob.
    AccessTier = "'P4' | 'P6' | 'P10' | 'P15' | 'P20' | 'P30' | 'P40' | 'P50' | 'P60' | 'P70' | 'P80' | 'Hot' | 'Cool' | 'Archive' | 'Cold'";
    /// The algorithm of a key that the customer provides: `AES256`.
    EncryptionAlgorithmType = "string";
    /// What a listing carries besides names and properties.
    ListBlobsIncludeItem = "'copy' | 'deleted' | 'metadata' | 'snapshots' | 'uncommittedblobs' | 'versions' | 'tags' | 'immutabilitypolicy' | 'legalhold' | 'deletedwithversions'";
    /// Which blocks are listed.
    BlockListType = "'committed' | 'uncommitted' | 'all'";
    /// How a page blob's sequence number changes: to the larger of two numbers, to a number, or by one.
    SequenceNumberActionType = "'max' | 'update' | 'increment'";
    /// An account's redundancy and performance.
    SkuName = "'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_ZRS' | 'Premium_LRS' | 'Standard_GZRS' | 'Premium_ZRS' | 'Standard_RAGZRS'";
    /// The kind of an account.
    AccountKind = "'Storage' | 'BlobStorage' | 'StorageV2' | 'FileStorage' | 'BlockBlobStorage'";
    /// How the copy in the other region stands.
    GeoReplicationStatusType = "'live' | 'bootstrap' | 'unavailable'";
    /// What a listing of containers carries besides names and properties.
    ListContainersIncludeType = "'metadata' | 'deleted' | 'system'";
    /// The outcome of replicating a blob under one rule.
    ObjectReplicationStatus = "'complete' | 'failed'";
}

/// The URL that a copy reads from. Its `Debug` form leaves the signature out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceUrl(pub String);

impl fmt::Debug for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&crate::base::redact::url_text(&self.0), f)
    }
}

impl crate::rest::request_writer::ToHeader for SourceUrl {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.0.as_str().into()
    }
}

/// A secret that a caller passes on: shown nowhere.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

#[cfg(feature = "typescript")]
impl ts_rs::TS for Secret {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("REDACTED")
    }
}

impl crate::rest::request_writer::ToHeader for Secret {
    fn to_header(&self) -> std::borrow::Cow<'_, str> {
        self.0.as_str().into()
    }
}

parameters! {
    /// A key of the customer's own, with which the service encrypts a blob. It travels only over HTTPS.
    pub struct CpkInfo {
        /// The key: 256 bits, as base64.
        encryption_key: Secret,
        /// The SHA-256 hash of the key, as base64.
        encryption_key_sha256: String,
        /// The algorithm; always `AES256`.
        encryption_algorithm: EncryptionAlgorithmType,
    }
}

parameters! {
    /// How long a blob cannot be changed.
    pub struct BlobImmutabilityPolicy {
        /// Until when. (The name is spelled as in `@azure/storage-blob`.)
        expiries_on: Timestamp,
        /// Whether the policy itself can be changed.
        policy_mode: BlobImmutabilityPolicyMode,
    }
}

parameters! {
    /// The encryption scope that a container's blobs get.
    pub struct ContainerEncryptionScope {
        /// The scope for blobs that name none.
        default_encryption_scope: String,
        /// Whether a blob may not name another one.
        prevent_encryption_scope_override: bool,
    }
}

parameters! {
    /// How the service reads a copy's source: the value of an `Authorization` header.
    pub struct HttpAuthorization {
        /// The scheme, such as `Bearer`.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        scheme: String,
        /// What follows the scheme.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        value: Secret,
    }
}

parameters! {
    /// The standard properties of a blob's content.
    pub struct BlobHTTPHeaders {
        /// How the blob is cached.
        blob_cache_control: String,
        /// The media type.
        blob_content_type: String,
        /// The MD5 hash of the content, kept with the blob and not checked by the service.
        #[serde(rename = "blobContentMD5")]
        blob_content_md5: Binary,
        /// The encoding of the content, such as `gzip`.
        blob_content_encoding: String,
        /// The language of the content.
        blob_content_language: String,
        /// How a browser shows the blob.
        blob_content_disposition: String,
    }
}
