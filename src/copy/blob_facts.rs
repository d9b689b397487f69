//! The facts about a blob that are known before it is copied, from a HEAD request or from a listing. Planning, the decision to overwrite, and
//! verification use only this.

use std::time::SystemTime;

use crate::base::sorting::sort_by;
use crate::copy::copy_status::CopyStatus;
use crate::rest::blob::BlobGetPropertiesResponse;
use crate::rest::listing::BlobItem;
use crate::rest::shared::{
    AccessTier, ArchiveStatus, BlobHTTPHeaders, BlobImmutabilityPolicy, BlobImmutabilityPolicyMode, BlobType,
};
use crate::rest::values::{Binary, NameValues, Timestamp};
use crate::transfer::{is_weak, version};

/// The type of a resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BlobKind {
    /// A block blob, its snapshot or version.
    BlockBlob,
    /// An append blob.
    AppendBlob,
    /// A page blob.
    PageBlob,
    /// Not a blob: a file of Azure Files, or anything else that responds to GET.
    #[default]
    Other,
}

/// The last copy to a blob, as the service reports it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyFacts {
    /// The id of the copy.
    pub id: Option<String>,
    /// `pending`, `success`, `aborted` or `failed`.
    pub status: Option<CopyStatus>,
    /// Why it failed, or what it waits for.
    pub status_description: Option<String>,
    /// The source's URL.
    pub source: Option<String>,
    /// `bytes/total`.
    pub progress: Option<String>,
    /// When it ended.
    pub completed_on: Option<Timestamp>,
}

/// The known facts about a blob. They are the same, whether they come from a HEAD request or a listing.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct BlobFacts {
    /// Its type.
    pub kind: BlobKind,
    /// The size in bytes; `None` if the server does not report it.
    pub length: Option<u64>,
    /// The `ETag`, in quotes.
    pub etag: Option<String>,
    /// When the blob last changed.
    pub last_modified: Option<Timestamp>,
    /// The standard properties of the content, its MD5 hash among them.
    pub http_headers: BlobHTTPHeaders,
    /// The metadata, in the order of the names in lower case; `None` when the listing does not include metadata.
    pub metadata: Option<NameValues>,
    /// The number of tags.
    pub tag_count: u64,
    /// The tags, in the order of the names, when they are known.
    pub tags: Option<NameValues>,
    /// The tier.
    pub tier: Option<AccessTier>,
    /// Whether the tier is the account's default, and was not set explicitly.
    pub tier_inferred: bool,
    /// When the blob came to its tier: when that was changed, or the blob created.
    pub tier_since: Option<Timestamp>,
    /// The tier to which an archived blob is being rehydrated.
    pub archive_status: Option<ArchiveStatus>,
    /// Whether an append blob is sealed.
    pub sealed: bool,
    /// Whether the blob is leased.
    pub leased: bool,
    /// The last copy to this blob.
    pub copy: CopyFacts,
    /// The encryption scope.
    pub encryption_scope: Option<String>,
    /// The SHA-256 hash of the customer-provided key.
    pub customer_key_sha256: Option<String>,
    /// Its type in a hierarchical namespace, if a listing has it.
    pub resource_type: Option<String>,
    /// The immutability policy, if a listing includes it.
    pub immutability_policy: Option<BlobImmutabilityPolicy>,
    /// Whether there is a legal hold, if a listing includes it.
    pub legal_hold: bool,
}

impl BlobFacts {
    /// From the response to a HEAD request.
    pub fn from_properties(properties: &BlobGetPropertiesResponse) -> Self {
        Self {
            kind: kind(properties.blob_type.as_ref()),
            length: properties.content_length.map(|length| length.0),
            etag: properties.etag.clone(),
            last_modified: properties.last_modified,
            http_headers: BlobHTTPHeaders {
                blob_cache_control: properties.cache_control.clone(),
                blob_content_type: properties.content_type.clone(),
                blob_content_md5: properties.content_md5.clone(),
                blob_content_encoding: properties.content_encoding.clone(),
                blob_content_language: properties.content_language.clone(),
                blob_content_disposition: properties.content_disposition.clone(),
            },
            metadata: properties.metadata.clone().map(sorted_metadata),
            tag_count: properties.tag_count.map_or(0, |count| count.0),
            tags: no_tags(properties.tag_count.map_or(0, |count| count.0)),
            tier: properties.access_tier.clone().map(AccessTier),
            tier_inferred: properties.access_tier_inferred == Some(true),
            tier_since: properties.access_tier_changed_on.or(properties.created_on),
            archive_status: properties.archive_status.clone(),
            sealed: properties.is_sealed == Some(true),
            leased: properties.lease_status.as_ref().is_some_and(|status| status.0 == "locked"),
            copy: CopyFacts {
                id: properties.copy_id.clone(),
                status: properties.copy_status.as_ref().map(CopyStatus::from),
                status_description: properties.copy_status_description.clone(),
                source: properties.copy_source.clone(),
                progress: properties.copy_progress.clone(),
                completed_on: properties.copy_completed_on,
            },
            encryption_scope: properties.encryption_scope.clone(),
            customer_key_sha256: properties.encryption_key_sha256.clone(),
            resource_type: None,
            immutability_policy: policy(
                properties.immutability_policy_expires_on,
                properties.immutability_policy_mode.clone(),
            ),
            legal_hold: properties.legal_hold == Some(true),
        }
    }

    /// From an item of a listing. Metadata, tags and the copy are known if the listing includes them.
    pub fn from_item(item: &mut BlobItem) -> Self {
        let properties = &mut item.properties;
        let tags = item.tags.take().map(sorted);
        let listed = tags.as_ref().map_or(0, |tags| tags.0.len() as u64);
        let tag_count = properties.tag_count.map_or(listed, |count| count.0);
        Self {
            kind: kind(properties.blob_type.as_ref()),
            length: properties.content_length.map(|length| length.0),
            etag: properties.etag.take().map(quoted),
            last_modified: properties.last_modified,
            http_headers: BlobHTTPHeaders {
                blob_cache_control: said(&mut properties.cache_control),
                blob_content_type: said(&mut properties.content_type),
                blob_content_md5: properties.content_md5.take().filter(|hash| !hash.0.is_empty()),
                blob_content_encoding: said(&mut properties.content_encoding),
                blob_content_language: said(&mut properties.content_language),
                blob_content_disposition: said(&mut properties.content_disposition),
            },
            metadata: item.metadata.take().map(sorted_metadata),
            tag_count,
            tags: tags.or_else(|| no_tags(tag_count)),
            tier: properties.access_tier.take(),
            tier_inferred: properties.access_tier_inferred == Some(true),
            tier_since: properties.access_tier_changed_on.or(properties.created_on),
            archive_status: properties.archive_status.take(),
            sealed: properties.is_sealed == Some(true),
            leased: properties.lease_status.as_ref().is_some_and(|status| status.0 == "locked"),
            copy: CopyFacts {
                id: said(&mut properties.copy_id),
                status: properties.copy_status.as_ref().map(CopyStatus::from),
                status_description: said(&mut properties.copy_status_description),
                source: said(&mut properties.copy_source),
                progress: said(&mut properties.copy_progress),
                completed_on: properties.copy_completed_on,
            },
            encryption_scope: said(&mut properties.encryption_scope),
            customer_key_sha256: said(&mut properties.customer_provided_key_sha256),
            // https://learn.microsoft.com/rest/api/storageservices/list-blobs#response-body
            resource_type: properties.other.text("ResourceType").map(str::to_owned),
            immutability_policy: policy(
                properties.immutability_policy_expires_on,
                properties.immutability_policy_mode.take(),
            ),
            legal_hold: properties.legal_hold == Some(true),
        }
    }

    /// Whether it is unknown if it has tags: then only its size and `ETag` are known.
    pub fn tags_unknown(&self) -> bool {
        self.tags.is_none() && self.tag_count == 0
    }

    /// The immutability policy, if it lasts until after this time. The service rejects a policy that has expired.
    pub fn policy_after(&self, now: SystemTime) -> Option<BlobImmutabilityPolicy> {
        let lasts = |policy: &&BlobImmutabilityPolicy| policy.expiries_on.is_some_and(|end| end.to_system_time() > now);
        self.immutability_policy.as_ref().filter(lasts).cloned()
    }

    /// The `ETag` that can be a condition of requests.
    pub fn strong_etag(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| !is_weak(etag))
    }

    /// Identifies this state of the blob; `None` if nothing does.
    pub fn version(&self) -> Option<String> {
        version(self.etag.as_deref(), self.last_modified)
    }

    /// The MD5 hash that is stored with the content.
    pub fn content_md5(&self) -> Option<&Binary> {
        self.http_headers.blob_content_md5.as_ref()
    }

    /// Whether it is in a Blob service. Everything else is read as from any web server.
    pub fn is_blob(&self) -> bool {
        self.kind != BlobKind::Other
    }

    /// Whether it is archived, or being rehydrated.
    pub fn archived(&self) -> bool {
        self.archive_status.is_some() || self.tier.as_ref().is_some_and(|tier| tier.0 == "Archive")
    }

    /// The tier that a copy gets by default: the source's, if it was set explicitly. The copy of an archived blob is not
    /// archived, and a page blob's tier belongs to its account.
    pub fn tier_of_copy(&self) -> Option<AccessTier> {
        let keeps = self.kind == BlobKind::BlockBlob && !self.tier_inferred && !self.archived();
        self.tier.clone().filter(|_| keeps)
    }
}

fn policy(
    expiries_on: Option<Timestamp>,
    policy_mode: Option<BlobImmutabilityPolicyMode>,
) -> Option<BlobImmutabilityPolicy> {
    expiries_on.map(|end| BlobImmutabilityPolicy { expiries_on: Some(end), policy_mode })
}

fn kind(blob_type: Option<&BlobType>) -> BlobKind {
    match blob_type.map(|blob_type| blob_type.0.as_str()) {
        Some("BlockBlob") => BlobKind::BlockBlob,
        Some("AppendBlob") => BlobKind::AppendBlob,
        Some("PageBlob") => BlobKind::PageBlob,
        _ => BlobKind::Other,
    }
}

/// A listing has `ETag`s without quotes; conditions need them.
fn quoted(etag: String) -> String {
    if etag.starts_with('"') || is_weak(&etag) { etag } else { format!("\"{etag}\"") }
}

/// A listing has an empty element where a HEAD has no header.
fn said(text: &mut Option<String>) -> Option<String> {
    text.take().filter(|text| !text.is_empty())
}

fn no_tags(count: u64) -> Option<NameValues> {
    (count == 0).then(NameValues::default)
}

/// Metadata names are not case-sensitive, and keep their spelling.
fn sorted_metadata(mut metadata: NameValues) -> NameValues {
    sort_by(&mut metadata.0, |(one, value), (other, its_value)| {
        let lower_case = |name: &str| name.to_ascii_lowercase();
        lower_case(one).cmp(&lower_case(other)).then_with(|| value.cmp(its_value))
    });
    metadata
}

fn sorted(mut pairs: NameValues) -> NameValues {
    sort_by(&mut pairs.0, Ord::cmp);
    pairs
}

#[cfg(test)]
#[path = "blob_facts_tests.rs"]
mod tests;
