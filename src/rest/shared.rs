//! Types that several operations share, named as in `@azure/storage-blob`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::rest::fields::Value;
use crate::rest::path::Path;
use crate::rest::place::Field;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Binary, FromText, Timestamp};

/// Declares a string type with its known values for TypeScript. Unknown values pass through, because the service may
/// add values.
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
            fn output_path() -> Option<std::path::PathBuf> {
                Some(stringify!($name).into())
            }
        }
    )* };
}

string_types! {
    /// The blob type.
    BlobType = "'BlockBlob' | 'PageBlob' | 'AppendBlob'";
    /// The status of an asynchronous copy.
    CopyStatusType = "'pending' | 'success' | 'aborted' | 'failed'";
    /// The status of a synchronous copy. A copy that does not succeed fails the call.
    SyncCopyStatusType = "'success'";
    /// Whether a lease is of fixed or infinite duration.
    LeaseDurationType = "'infinite' | 'fixed'";
    /// The state of a lease.
    LeaseStateType = "'available' | 'leased' | 'expired' | 'breaking' | 'broken'";
    /// Whether a resource is leased.
    LeaseStatusType = "'locked' | 'unlocked'";
    /// What can be read without credentials: the whole container, or its blobs only.
    PublicAccessType = "'container' | 'blob'";
    /// The priority of rehydration from the archive.
    RehydratePriority = "'High' | 'Standard'";
    /// Whether an immutability policy is locked.
    BlobImmutabilityPolicyMode = "'Mutable' | 'Unlocked' | 'Locked'";
    /// What to delete if a blob has snapshots: the blob and its snapshots, or only the snapshots.
    DeleteSnapshotsOptionType = "'include' | 'only'";
    /// Whether a copy takes the tags of the source (`COPY`) or those of the request (`REPLACE`).
    BlobCopySourceTags = "'REPLACE' | 'COPY'";
    /// The intent of a token that reads from Azure Files: `backup`.
    FileShareTokenIntent = "string";
    /// The target tier of a blob that is being rehydrated.
    ArchiveStatus = "'rehydrate-pending-to-hot' | 'rehydrate-pending-to-cool' | 'rehydrate-pending-to-cold' | 'rehydrate-pending-to-smart'";
    /// The access tier of a blob.
    AccessTier = "'P4' | 'P6' | 'P10' | 'P15' | 'P20' | 'P30' | 'P40' | 'P50' | 'P60' | 'P70' | 'P80' | 'Hot' | 'Cool' | 'Archive' | 'Cold' | 'Smart'";
    /// The algorithm of a customer-provided key: `AES256`.
    EncryptionAlgorithmType = "string";
    /// What items of a blob list include besides name and properties.
    ListBlobsIncludeItem = "'copy' | 'deleted' | 'metadata' | 'snapshots' | 'uncommittedblobs' | 'versions' | 'tags' | 'immutabilitypolicy' | 'legalhold' | 'deletedwithversions'";
    /// Which blocks to list.
    BlockListType = "'committed' | 'uncommitted' | 'all'";
    /// How a sequence number is updated: to the larger of two numbers, to a number, or by one.
    SequenceNumberActionType = "'max' | 'update' | 'increment'";
    /// The redundancy and performance of an account.
    SkuName = "'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_ZRS' | 'Premium_LRS' | 'Standard_GZRS' | 'Premium_ZRS' | 'Standard_RAGZRS'";
    /// The kind of an account.
    AccountKind = "'Storage' | 'BlobStorage' | 'StorageV2' | 'FileStorage' | 'BlockBlobStorage'";
    /// The replication status of the secondary location.
    GeoReplicationStatusType = "'live' | 'bootstrap' | 'unavailable'";
    /// What items of a container list include besides name and properties.
    ListContainersIncludeType = "'metadata' | 'deleted' | 'system'";
    /// The replication status of a blob under one rule.
    ObjectReplicationStatus = "'complete' | 'failed'";
}

/// The URL of a copy source. Its `Debug` output has no signature.
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

/// A secret of the caller. No output shows it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

typescript_types! { Secret = "string", SourceUrl = "string" }

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
    /// A customer-provided key that encrypts a blob. Requests with it require HTTPS.
    pub struct CpkInfo {
        /// The key: 256 bits, in base64.
        encryption_key: Secret,
        /// The SHA-256 hash of the key, in base64.
        encryption_key_sha256: String,
        /// The encryption algorithm, always `AES256`.
        encryption_algorithm: EncryptionAlgorithmType,
    }
    /// The headers for the blob of the request.
    BLOB {
        encryption_key = secret("x-ms-encryption-key"),
        encryption_key_sha256 = header("x-ms-encryption-key-sha256"),
        encryption_algorithm = header_or("x-ms-encryption-algorithm", "AES256"),
    }
    /// The headers for the source of a copy.
    SOURCE {
        encryption_key = secret("x-ms-source-encryption-key"),
        encryption_key_sha256 = header("x-ms-source-encryption-key-sha256"),
        encryption_algorithm = header("x-ms-source-encryption-algorithm"),
    }
}

parameters! {
    /// The immutability policy of a blob.
    pub struct BlobImmutabilityPolicy {
        /// When the policy expires. The name is spelled as in `@azure/storage-blob`.
        expiries_on: Timestamp = header("x-ms-immutability-policy-until-date"),
        /// Whether the policy is locked.
        policy_mode: BlobImmutabilityPolicyMode = header("x-ms-immutability-policy-mode"),
    }
}

parameters! {
    /// The encryption scope of the blobs in a container.
    pub struct ContainerEncryptionScope {
        /// The encryption scope of blobs that specify none.
        default_encryption_scope: String = header("x-ms-default-encryption-scope"),
        /// Whether blobs are prevented from specifying another encryption scope.
        prevent_encryption_scope_override: bool = header("x-ms-deny-encryption-scope-override"),
    }
}

/// The `Authorization` header with which the service reads a copy source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct HttpAuthorization {
    /// The scheme, such as `Bearer`.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub scheme: Option<String>,
    /// The credentials after the scheme.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub value: Option<Secret>,
}

/// Both parts go into one header. One part alone is ignored.
impl Value for HttpAuthorization {
    fn write(&self, field: &Field, at: &Path<'_>, request: &mut RequestWriter) -> Result<()> {
        let Self { scheme: Some(scheme), value: Some(value) } = self else { return Ok(()) };
        Secret(format!("{scheme} {}", value.0)).write(field, at, request)
    }
}

parameters! {
    /// The HTTP properties of a blob.
    pub struct BlobHTTPHeaders {
        /// The cache control directives.
        blob_cache_control: String = header("x-ms-blob-cache-control"),
        /// The media type.
        blob_content_type: String = header("x-ms-blob-content-type"),
        /// The MD5 hash of the content. It is stored with the blob; the service does not check it.
        blob_content_md5 as "blobContentMD5": Binary = header("x-ms-blob-content-md5"),
        /// The content encoding, such as `gzip`.
        blob_content_encoding: String = header("x-ms-blob-content-encoding"),
        /// The natural language of the content.
        blob_content_language: String = header("x-ms-blob-content-language"),
        /// The content disposition, such as `attachment; filename="report.pdf"`.
        blob_content_disposition: String = header("x-ms-blob-content-disposition"),
    }
}
