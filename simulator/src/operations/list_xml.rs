//! The XML of List Blobs.

use std::fmt::Write;
use std::sync::Arc;
use std::time::SystemTime;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::escape;

use super::paging::Marker;
use crate::address::account_of_host;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::blob::{Blob, BlobType, Copy, CopyStatus};
use crate::state::lease::LeaseState;
use crate::state::protection::Protection;
use crate::state::retention::SoftDeleted;
use crate::tags;

/// What a listing includes besides properties.
#[derive(Debug, Default, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the service's own switches, each independent of the others"
)]
pub struct Include {
    /// Snapshots.
    pub snapshots: bool,
    /// Blobs that have uncommitted blocks only.
    pub uncommitted: bool,
    /// Soft-deleted blobs.
    pub deleted: bool,
    /// Earlier versions.
    pub versions: bool,
    /// States of copies.
    pub copy: bool,
    metadata: bool,
    tags: bool,
    immutability: bool,
    legal_hold: bool,
    /// Whether the account's namespace is hierarchical.
    pub hierarchical: bool,
}

impl Include {
    /// Reads the query parameter. Unsupported values are accepted.
    pub fn read(text: &str) -> Result<Self> {
        let mut include = Self::default();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            match word {
                "snapshots" => include.snapshots = true,
                "uncommittedblobs" => include.uncommitted = true,
                "metadata" => include.metadata = true,
                "copy" => include.copy = true,
                "tags" => include.tags = true,
                "deleted" => include.deleted = true,
                "immutabilitypolicy" => include.immutability = true,
                "legalhold" => include.legal_hold = true,
                "versions" => include.versions = true,
                "deletedwithversions" | "permissions" => {}
                _ => return Err(Failure::invalid_query()),
            }
        }
        Ok(include)
    }
}

/// Starts a page, with the parameters of the request.
pub fn head(call: &Call, max_results: Option<usize>) -> String {
    let mut xml = String::with_capacity(4096);
    start(&mut xml, call, call.address.container.as_deref());
    for (parameter, tag) in [("prefix", "Prefix"), ("marker", "Marker")] {
        if let Some(value) = call.filled_query(parameter) {
            let _ = write!(xml, "<{tag}>{}</{tag}>", escape(value));
        }
    }
    if let Some(count) = max_results {
        let _ = write!(xml, "<MaxResults>{count}</MaxResults>");
    }
    if let Some(delimiter) = call.filled_query("delimiter") {
        element(&mut xml, "Delimiter", delimiter);
    }
    xml.push_str("<Blobs>");
    xml
}

/// Starts any enumeration, with its endpoint and container.
pub fn start(xml: &mut String, call: &Call, container: Option<&str>) {
    let (host, account) = (call.host(), call.address.account.as_str());
    let scheme = if call.connection.https { "https" } else { "http" };
    let path = if account_of_host(host).is_some() { String::new() } else { format!("{account}/") };
    let _ = write!(
        xml,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"{scheme}://{host}/{path}\""
    );
    match container {
        Some(container) => _ = write!(xml, " ContainerName=\"{}\">", escape(container)),
        None => xml.push('>'),
    }
}

/// Ends a page, with the marker of the next one.
pub fn tail(xml: &mut String, next: Option<&Marker>) {
    xml.push_str("</Blobs>");
    element(xml, "NextMarker", &next.map(Marker::text).unwrap_or_default());
    xml.push_str("</EnumerationResults>");
}

/// A blob or snapshot in a listing.
#[derive(Debug)]
pub struct Item<'a> {
    /// The name.
    pub name: &'a str,
    /// The time of a snapshot.
    pub snapshot: Option<&'a str>,
    /// The blob; `None` if it has only uncommitted blocks.
    pub blob: Option<&'a Blob>,
    /// The state of a lease on it.
    pub lease: LeaseState,
    /// Its retention, if it was deleted.
    pub kept: Option<&'a SoftDeleted<Arc<Blob>>>,
    /// Whether it is the base blob.
    pub is_current: bool,
}

/// The time of the base blob in a marker: it comes after that of every snapshot and version.
const BASE: &str = "~";

impl<'a> Item<'a> {
    /// An item with only a name.
    pub fn of(name: &'a str, lease: LeaseState) -> Self {
        Self { name, snapshot: None, blob: None, lease, kept: None, is_current: false }
    }

    /// The key that orders the items of one name.
    pub fn time(&self) -> &'a str {
        let version = self.blob.filter(|_| !self.is_current).and_then(|blob| blob.version.as_deref());
        self.snapshot.or(version).unwrap_or(BASE)
    }
}

/// Writes the common start of several names.
pub fn prefix(xml: &mut String, prefix: &str) {
    xml.push_str("<BlobPrefix>");
    write_name(xml, prefix);
    xml.push_str("</BlobPrefix>");
}

/// Writes a blob or a snapshot.
pub fn item(xml: &mut String, item: &Item<'_>, include: Include, now: SystemTime) {
    xml.push_str("<Blob>");
    write_name(xml, item.name);
    let Some(blob) = item.blob else {
        xml.push_str(
            "<Properties><Content-Length>0</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>",
        );
        return;
    };
    if let Some(time) = item.snapshot {
        element(xml, "Snapshot", time);
    }
    if let (true, None, Some(id)) = (include.versions, item.snapshot, &blob.version) {
        element(xml, "VersionId", id);
        if item.is_current {
            element(xml, "IsCurrentVersion", "true");
        }
    }
    if item.kept.is_some() {
        element(xml, "Deleted", "true");
    }
    xml.push_str("<Properties>");
    write_content(xml, blob);
    if blob.directory || include.hierarchical {
        element(xml, "ResourceType", if blob.directory { "directory" } else { "file" });
    }
    write_tier(xml, blob, now);
    element(xml, "LeaseStatus", item.lease.status());
    element(xml, "LeaseState", item.lease.name());
    if let Some(duration) = item.lease.duration() {
        element(xml, "LeaseDuration", duration);
    }
    if blob.sealed {
        element(xml, "Sealed", "true");
    }
    if blob.incremental.is_some() {
        element(xml, "IncrementalCopy", "true");
    }
    if let Some(copy) = blob.copy.as_ref().filter(|_| include.copy) {
        write_copy(xml, copy);
    }
    xml.push_str("<ServerEncrypted>true</ServerEncrypted>");
    if let Some(key) = &blob.customer_key {
        element(xml, "CustomerProvidedKeySha256", key);
    }
    if let Some(scope) = &blob.encryption_scope {
        element(xml, "EncryptionScope", scope);
    }
    if let Some(kept) = item.kept {
        element(xml, "DeletedTime", &httpdate::fmt_http_date(kept.deleted));
        let _ = write!(
            xml,
            "<RemainingRetentionDays>{}</RemainingRetentionDays>",
            kept.remaining_days(now).unwrap_or_default()
        );
    }
    if !blob.tags.is_empty() {
        let _ = write!(xml, "<TagCount>{}</TagCount>", blob.tags.len());
    }
    write_protection(xml, &blob.protection, include);
    xml.push_str("</Properties>");
    if include.metadata {
        write_metadata(xml, &blob.metadata);
    }
    if include.tags && !blob.tags.is_empty() {
        tags::element(blob.tags.iter()).write(xml);
    }
    xml.push_str("<OrMetadata /></Blob>");
}

fn write_content(xml: &mut String, blob: &Blob) {
    element(xml, "Creation-Time", &httpdate::fmt_http_date(blob.created));
    element(xml, "Last-Modified", &httpdate::fmt_http_date(blob.stamp.last_modified));
    let _ =
        write!(xml, "<Etag>0x{:X}</Etag><Content-Length>{}</Content-Length>", blob.stamp.etag, blob.content.length());
    let properties = &blob.properties;
    element(xml, "Content-Type", properties.content_type.as_deref().unwrap_or("application/octet-stream"));
    let texts = [
        ("Content-Encoding", &properties.content_encoding),
        ("Content-Language", &properties.content_language),
        ("Content-MD5", &properties.content_md5),
        ("Cache-Control", &properties.cache_control),
        ("Content-Disposition", &properties.content_disposition),
    ];
    for (tag, value) in texts {
        element(xml, tag, value.as_deref().unwrap_or_default());
    }
    if blob.kind == BlobType::Page {
        let _ = write!(xml, "<x-ms-blob-sequence-number>{0}</x-ms-blob-sequence-number>", blob.sequence_number);
    }
    element(xml, "BlobType", blob.kind.name());
}

fn write_tier(xml: &mut String, blob: &Blob, now: SystemTime) {
    let tier = blob.tier_at(now);
    if let Some(name) = tier.name {
        element(xml, "AccessTier", name);
    }
    if tier.inferred {
        element(xml, "AccessTierInferred", "true");
    }
    if let Some(status) = tier.archive_status() {
        element(xml, "ArchiveStatus", status);
    }
    if let Some(time) = blob.tier_changed {
        element(xml, "AccessTierChangeTime", &httpdate::fmt_http_date(time));
    }
    if let Some(rehydration) = tier.rehydration {
        element(xml, "RehydratePriority", rehydration.priority);
    }
}

fn write_protection(xml: &mut String, protection: &Protection, include: Include) {
    if let (true, Some((until, _)), Some(mode)) = (include.immutability, protection.policy, protection.mode()) {
        element(xml, "ImmutabilityPolicyUntilDate", &httpdate::fmt_http_date(until));
        element(xml, "ImmutabilityPolicyMode", mode);
    }
    if let Some(hold) = protection.legal_hold.filter(|_| include.legal_hold) {
        element(xml, "LegalHold", if hold { "true" } else { "false" });
    }
}

/// XML cannot contain every character that a name may have: those names are percent-encoded.
fn write_name(xml: &mut String, name: &str) {
    let bad = |character: char| {
        matches!(character, '\u{FFFE}' | '\u{FFFF}') || (character.is_ascii_control() && !"\t\n\r".contains(character))
    };
    if name.contains(bad) {
        let _ = write!(xml, "<Name Encoded=\"true\">{}</Name>", utf8_percent_encode(name, NON_ALPHANUMERIC));
    } else {
        element(xml, "Name", name);
    }
}

/// Writes metadata.
pub fn write_metadata(xml: &mut String, metadata: &[(String, String)]) {
    if metadata.is_empty() {
        xml.push_str("<Metadata />");
        return;
    }
    xml.push_str("<Metadata>");
    for (key, value) in metadata {
        element(xml, key, value);
    }
    xml.push_str("</Metadata>");
}

fn write_copy(xml: &mut String, copy: &Copy) {
    element(xml, "CopyId", &copy.id);
    element(xml, "CopySource", &copy.source);
    element(xml, "CopyStatus", copy.status.name());
    if copy.status != CopyStatus::Aborted {
        element(xml, "CopyProgress", &format!("{}/{}", copy.copied, copy.total));
    }
    if let Some(time) = &copy.destination_snapshot {
        element(xml, "DestinationSnapshot", time);
    }
    if let Some(time) = copy.completed {
        element(xml, "CopyCompletionTime", &httpdate::fmt_http_date(time));
    }
    if let Some(description) = &copy.description {
        element(xml, "CopyStatusDescription", description);
    }
}

/// Writes an element with a text.
pub fn element(xml: &mut String, tag: &str, text: &str) {
    let _ = if text.is_empty() { write!(xml, "<{tag} />") } else { write!(xml, "<{tag}>{}</{tag}>", escape(text)) };
}
