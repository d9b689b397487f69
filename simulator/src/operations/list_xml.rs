//! The XML of List Blobs.

use std::fmt::Write;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::escape;

use crate::address::account_of_host;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::blob::{Blob, BlobType, Copy, CopyStatus};

/// What a listing shows beyond the properties.
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
    metadata: bool,
    copy: bool,
    tags: bool,
}

impl Include {
    /// Reads the query parameter. What the simulator has none of (deleted blobs, versions) may be asked for.
    pub fn read(text: &str) -> Result<Self> {
        let mut include = Self::default();
        for word in text.split(',').filter(|word| !word.is_empty()) {
            match word {
                "snapshots" => include.snapshots = true,
                "uncommittedblobs" => include.uncommitted = true,
                "metadata" => include.metadata = true,
                "copy" => include.copy = true,
                "tags" => include.tags = true,
                "deleted" | "versions" | "deletedwithversions" | "immutabilitypolicy" | "legalhold" => {}
                _ => return Err(Failure::invalid_query()),
            }
        }
        Ok(include)
    }
}

/// Starts a page: what was asked for.
pub fn head(call: &Call, max_results: Option<usize>) -> String {
    let mut xml = String::with_capacity(4096);
    let (host, account) = (call.host(), call.address.account.as_str());
    let path = if account_of_host(host).is_some() { String::new() } else { format!("{account}/") };
    let container = call.address.container.as_deref().unwrap_or_default();
    let _ = write!(
        xml,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"http://{host}/{path}\" \
         ContainerName=\"{}\">",
        escape(container)
    );
    for (parameter, tag) in [("prefix", "Prefix"), ("marker", "Marker")] {
        if let Some(value) = call.filled_query(parameter) {
            let _ = write!(xml, "<{tag}>{}</{tag}>", escape(value));
        }
    }
    if let Some(count) = max_results {
        let _ = write!(xml, "<MaxResults>{count}</MaxResults>");
    }
    xml.push_str("<Blobs>");
    xml
}

/// Ends a page: where the next one starts.
pub fn tail(xml: &mut String, next: Option<&str>) {
    xml.push_str("</Blobs>");
    match next {
        Some(marker) => _ = write!(xml, "<NextMarker>{marker}</NextMarker>"),
        None => xml.push_str("<NextMarker />"),
    }
    xml.push_str("</EnumerationResults>");
}

/// Writes a blob or a snapshot.
pub fn blob(xml: &mut String, name: &str, snapshot: Option<&str>, blob: &Blob, include: Include) {
    xml.push_str("<Blob>");
    write_name(xml, name);
    if let Some(time) = snapshot {
        element(xml, "Snapshot", time);
    }
    xml.push_str("<Properties>");
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
    element(xml, "AccessTier", blob.tier.as_deref().unwrap_or("Hot"));
    if blob.tier.is_none() {
        element(xml, "AccessTierInferred", "true");
    }
    xml.push_str("<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>");
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
    if !blob.tags.is_empty() {
        let _ = write!(xml, "<TagCount>{}</TagCount>", blob.tags.len());
    }
    xml.push_str("</Properties>");
    if include.metadata {
        write_metadata(xml, &blob.metadata);
    }
    if include.tags && !blob.tags.is_empty() {
        write_tags(xml, &blob.tags);
    }
    xml.push_str("<OrMetadata /></Blob>");
}

/// Writes a blob that has uncommitted blocks only.
pub fn uncommitted(xml: &mut String, name: &str) {
    xml.push_str("<Blob>");
    write_name(xml, name);
    xml.push_str("<Properties><Content-Length>0</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>");
}

/// XML cannot carry every character that a name may have: those names are percent-encoded.
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

fn write_metadata(xml: &mut String, metadata: &[(String, String)]) {
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

fn write_tags(xml: &mut String, tags: &[(String, String)]) {
    xml.push_str("<Tags><TagSet>");
    for (key, value) in tags {
        let _ = write!(xml, "<Tag><Key>{}</Key><Value>{}</Value></Tag>", escape(key), escape(value));
    }
    xml.push_str("</TagSet></Tags>");
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

fn element(xml: &mut String, tag: &str, text: &str) {
    let _ = if text.is_empty() { write!(xml, "<{tag} />") } else { write!(xml, "<{tag}>{}</{tag}>", escape(text)) };
}
