//! Reads a list page, flat or hierarchical: XML, or where the client accepts it, Arrow.

use percent_encoding::percent_decode_str;

use crate::base::error::Result;
use crate::rest::listing::arrow;
use crate::rest::listing::items::{
    BlobFlatListSegment, BlobHierarchyListSegment, BlobItem, BlobPrefix, BlobProperties, ListBlobsFlatSegmentResponse,
    ListBlobsHierarchySegmentResponse, ListEntry,
};
use crate::rest::other_elements::XmlValue;
use crate::rest::slices::SliceWriter;
use crate::rest::values::NameValues;
use crate::rest::xml::{XmlCursor, XmlStart, protocol};
use crate::rest::xml_values::{read_flag, read_pairs};
use crate::rest::{blob_tags, object_replication};

/// Reads a flat page, without its headers.
///
/// # Errors
/// A protocol error when the document is not a list or is truncated.
pub fn read_flat(document: &[u8]) -> Result<ListBlobsFlatSegmentResponse> {
    read_by_hierarchy(document).map(flat)
}

/// As [`read_flat`], but the blobs go to `slices`.
///
/// # Errors
/// As [`read_flat`].
pub fn read_in_slices(document: &[u8], slices: &mut SliceWriter) -> Result<ListBlobsFlatSegmentResponse> {
    let page = read_each(document, &mut |entry| match entry {
        ListEntry::Blob(blob) => slices.push("blobItems", &*blob),
        ListEntry::Prefix(_) => Ok(()),
    });
    page.map(flat)
}

/// As [`read_flat`], but each blob goes to `each`, and none is in the result.
///
/// # Errors
/// As [`read_flat`].
pub fn read_each_blob(document: &[u8], each: &mut dyn FnMut(Box<BlobItem>)) -> Result<ListBlobsFlatSegmentResponse> {
    let page = read_each(document, &mut |entry| {
        if let ListEntry::Blob(blob) = entry {
            each(blob);
        }
        Ok(())
    });
    page.map(flat)
}

/// Converts a page that was requested without a delimiter.
fn flat(page: ListBlobsHierarchySegmentResponse) -> ListBlobsFlatSegmentResponse {
    let mut other = page.other;
    let is_flat = page.delimiter.as_deref().is_none_or(str::is_empty);
    let doubt = page.doubt.or((!is_flat).then_some("it is a list by hierarchy"));
    // No type declares it here, so it keeps the service's name.
    if let Some(delimiter) = page.delimiter {
        other.push("Delimiter", XmlValue::Text(delimiter));
    }
    ListBlobsFlatSegmentResponse {
        other,
        service_endpoint: page.service_endpoint,
        container_name: page.container_name,
        prefix: page.prefix,
        marker: page.marker,
        max_page_size: page.max_page_size,
        segment: BlobFlatListSegment { blob_items: page.segment.blob_items },
        doubt,
        continuation_token: page.continuation_token,
    }
}

/// Reads a hierarchical page, without its headers.
///
/// # Errors
/// As [`read_flat`].
pub fn read_by_hierarchy(document: &[u8]) -> Result<ListBlobsHierarchySegmentResponse> {
    let mut segment = BlobHierarchyListSegment::default();
    let page = read_each(document, &mut |entry| {
        match entry {
            ListEntry::Blob(blob) => segment.blob_items.push(blob),
            ListEntry::Prefix(prefix) => segment.blob_prefixes.push(prefix),
        }
        Ok(())
    })?;
    Ok(ListBlobsHierarchySegmentResponse { segment, ..page })
}

/// As [`read_by_hierarchy`], but blobs and prefixes go to `slices`.
///
/// # Errors
/// As [`read_flat`].
pub fn read_by_hierarchy_in_slices(
    document: &[u8],
    slices: &mut SliceWriter,
) -> Result<ListBlobsHierarchySegmentResponse> {
    read_each(document, &mut |entry| match entry {
        ListEntry::Blob(blob) => slices.push("blobItems", &*blob),
        ListEntry::Prefix(prefix) => slices.push("blobPrefixes", &prefix),
    })
}

/// Passes each entry to `each`, and returns the rest of the page.
fn read_each(
    document: &[u8],
    each: &mut dyn FnMut(ListEntry) -> Result<()>,
) -> Result<ListBlobsHierarchySegmentResponse> {
    if arrow::is_arrow(document) {
        // The other elements of the XML repeat the request, and the facade adds them.
        let continuation_token = arrow::read(document, each)?;
        return Ok(ListBlobsHierarchySegmentResponse { continuation_token, ..Default::default() });
    }
    let mut cursor = XmlCursor::new(document)?;
    let root = cursor.root("EnumerationResults")?;
    let mut page = ListBlobsHierarchySegmentResponse {
        service_endpoint: root.attribute("ServiceEndpoint").unwrap_or_default(),
        container_name: root.attribute("ContainerName").unwrap_or_default(),
        doubt: Some("it has no <Blobs>"),
        ..Default::default()
    };
    cursor.children(|cursor, start| {
        match start.name() {
            "Prefix" => page.prefix = Some(cursor.text()?),
            "Marker" => page.marker = Some(cursor.text()?),
            "MaxResults" => page.max_page_size = read_flag(cursor, "maxPageSize", &mut page.other)?,
            "Delimiter" => page.delimiter = Some(cursor.text()?),
            "NextMarker" => page.continuation_token = Some(cursor.text()?),
            "Blobs" => {
                page.doubt = None;
                cursor.children(|cursor, start| match start.name() {
                    "Blob" => each(ListEntry::Blob(read_blob(cursor)?)),
                    "BlobPrefix" => each(ListEntry::Prefix(read_prefix(cursor)?)),
                    _ => cursor.skip(start),
                })?;
            }
            name => page.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(page)
}

fn read_prefix(cursor: &mut XmlCursor<'_>) -> Result<BlobPrefix> {
    let mut prefix = BlobPrefix::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Name" => prefix.name = read_name(cursor, start)?,
            name => prefix.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(prefix)
}

fn read_blob(cursor: &mut XmlCursor<'_>) -> Result<Box<BlobItem>> {
    let mut item = Box::<BlobItem>::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Name" => item.name = read_name(cursor, start)?,
            "Deleted" => item.deleted = read_flag(cursor, "deleted", &mut item.other)?,
            "Snapshot" => item.snapshot = Some(cursor.text()?),
            "VersionId" => item.version_id = Some(cursor.text()?),
            "IsCurrentVersion" => {
                item.is_current_version = read_flag(cursor, "isCurrentVersion", &mut item.other)?;
            }
            "HasVersionsOnly" => {
                item.has_versions_only = read_flag(cursor, "hasVersionsOnly", &mut item.other)?;
            }
            "Properties" => item.properties = BlobProperties::read(cursor)?,
            "Metadata" => item.metadata = Some(read_pairs(cursor)?),
            "OrMetadata" => item.object_replication_metadata = Some(read_pairs(cursor)?),
            "Tags" => {
                let tags = blob_tags::read_set(cursor)?;
                let pairs = tags.blob_tag_set.iter().map(|tag| (tag.key.clone(), tag.value.clone()));
                item.tags = Some(NameValues(pairs.collect()));
                item.blob_tags = Some(tags);
            }
            name => item.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    let replication = item.object_replication_metadata.as_ref().filter(|record| !record.0.is_empty());
    item.object_replication_source_properties = replication.and_then(object_replication::policies);
    Ok(item)
}

/// Names with characters that XML cannot represent are percent-encoded, and marked so.
fn read_name(cursor: &mut XmlCursor<'_>, start: &XmlStart<'_>) -> Result<String> {
    let encoded = start.attribute("Encoded").as_deref() == Some("true");
    let text = cursor.text()?;
    if !encoded {
        return Ok(text);
    }
    let decoded = percent_decode_str(&text).decode_utf8();
    Ok(decoded.map_err(|error| protocol("a blob's encoded name is not UTF-8").with_source(error))?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;
    use crate::rest::values::{Binary, Count, Timestamp};
    use proptest::prelude::*;

    const PAGE: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\
        <EnumerationResults ServiceEndpoint=\"https://a.blob.core.windows.net/\" ContainerName=\"c\">\
        <Prefix>p</Prefix><Marker/><MaxResults>2</MaxResults><Blobs>\
        <Blob><Name>a &amp; b</Name><Snapshot>2026-11-22T13:11:11.0000000Z</Snapshot><Deleted>true</Deleted>\
        <Properties><Creation-Time>Sun, 22 Nov 2026 13:31:11 GMT</Creation-Time><Etag>0x1</Etag>\
        <Content-Length>9007199254740993</Content-Length><Content-MD5>AQI=</Content-MD5><Content-Encoding />\
        <CopyStatus>pending</CopyStatus><New-Property>x</New-Property></Properties>\
        <Metadata><Owner>me</Owner><Empty/></Metadata>\
        <Tags><TagSet><Tag><Key>k</Key><Value>v 1</Value></Tag></TagSet></Tags>\
        <OrMetadata><or-p1_r1>complete</or-p1_r1></OrMetadata></Blob>\
        <Blob><Name Encoded=\"true\">%EF%BF%BE%2Fx</Name><Properties/></Blob>\
        <BlobPrefix><Name>a &lt;/</Name></BlobPrefix>\
        </Blobs><NextMarker>2!next</NextMarker></EnumerationResults>";

    #[test]
    fn a_page_is_parsed() {
        let page = read_flat(PAGE.as_bytes()).expect("a listing");
        assert_eq!(page.service_endpoint, "https://a.blob.core.windows.net/");
        assert_eq!(
            (page.container_name.as_str(), page.prefix.as_deref(), page.marker.as_deref()),
            ("c", Some("p"), Some(""))
        );
        assert_eq!((page.max_page_size, page.continuation_token.as_deref()), (Some(Count(2)), Some("2!next")));
        let [first, second] = page.segment.blob_items.as_slice() else { panic!("two blobs: {page:?}") };
        assert_eq!(first.name, "a & b");
        assert_eq!(first.deleted, Some(true));
        assert_eq!(first.properties.created_on, Some(Timestamp(1_795_354_271_000)));
        assert_eq!(first.properties.content_length, Some(Count(9_007_199_254_740_993)));
        assert_eq!(first.properties.content_md5, Some(Binary(vec![1, 2])));
        assert_eq!(first.properties.content_encoding.as_deref(), Some(""));
        assert_eq!(
            serde_json::to_value(&first.properties.other).expect("JSON"),
            serde_json::json!({ "New-Property": "x" })
        );
        let metadata = first.metadata.as_ref().expect("requested");
        assert_eq!(metadata.iter().collect::<Vec<_>>(), [("Owner", "me"), ("Empty", "")]);
        assert_eq!(first.tags.as_ref().expect("requested").iter().collect::<Vec<_>>(), [("k", "v 1")]);
        assert_eq!(first.object_replication_source_properties.as_ref().map(Vec::len), Some(1));
        assert_eq!(second.name, "\u{fffe}/x");
        assert_eq!(second.metadata, None);
        let prefixes = read_by_hierarchy(PAGE.as_bytes()).expect("a listing").segment.blob_prefixes;
        assert_eq!(prefixes, [BlobPrefix { name: "a </".into(), ..Default::default() }]);
    }

    #[test]
    fn a_page_truncated_anywhere_is_rejected() {
        for end in (0..PAGE.len() - 1).filter(|&end| PAGE.is_char_boundary(end)) {
            let error = read_flat(&PAGE.as_bytes()[..end]).expect_err("cut");
            assert_eq!(error.kind(), ErrorKind::Protocol, "cut at {end}");
        }
    }

    proptest! {
        #[test]
        fn hostile_pages_never_panic(cut in 0usize..2000, garbage in prop::collection::vec(any::<u8>(), 0..50)) {
            let mut page = PAGE.as_bytes().to_vec();
            let at = cut.min(page.len());
            page.splice(at..at, garbage);
            let _ = read_flat(&page);
        }
    }
}
