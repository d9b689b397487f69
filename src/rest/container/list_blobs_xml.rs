//! Reads the XML of one page of a flat listing.

use percent_encoding::percent_decode_str;

use crate::error::Result;
use crate::rest::blob::object_replication;
use crate::rest::container::list_blobs::{
    BlobItem, BlobProperties, BlobTag, BlobTags, ContainerListBlobFlatSegmentResponse,
};
use crate::rest::values::{FromText, NameValues};
use crate::rest::xml::{XmlCursor, XmlStart, protocol};

/// Reads a page, without what its headers tell.
///
/// # Errors
/// A protocol error when the document is no listing or breaks off.
pub fn read(document: &[u8]) -> Result<ContainerListBlobFlatSegmentResponse> {
    let mut cursor = XmlCursor::new(document)?;
    let root = cursor.root("EnumerationResults")?;
    let mut page = ContainerListBlobFlatSegmentResponse {
        service_endpoint: root.attribute("ServiceEndpoint").unwrap_or_default(),
        container_name: root.attribute("ContainerName").unwrap_or_default(),
        ..Default::default()
    };
    cursor.children(|cursor, start| {
        match start.name() {
            "Prefix" => page.prefix = Some(cursor.text()?),
            "Marker" => page.marker = Some(cursor.text()?),
            "MaxResults" => page.max_page_size = FromText::from_text(&cursor.text()?),
            "NextMarker" => page.continuation_token = Some(cursor.text()?),
            "Blobs" => cursor.children(|cursor, start| {
                if start.name() == "Blob" {
                    page.segment.blob_items.push(read_blob(cursor)?);
                    Ok(())
                } else {
                    cursor.skip(start)
                }
            })?,
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    Ok(page)
}

fn read_blob(cursor: &mut XmlCursor<'_>) -> Result<BlobItem> {
    let mut item = BlobItem::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Name" => item.name = read_name(cursor, start)?,
            "Deleted" => item.deleted = FromText::from_text(&cursor.text()?),
            "Snapshot" => item.snapshot = Some(cursor.text()?),
            "VersionId" => item.version_id = Some(cursor.text()?),
            "IsCurrentVersion" => item.is_current_version = FromText::from_text(&cursor.text()?),
            "HasVersionsOnly" => item.has_versions_only = FromText::from_text(&cursor.text()?),
            "Properties" => item.properties = read_properties(cursor)?,
            "Metadata" => item.metadata = Some(read_pairs(cursor)?),
            "OrMetadata" => item.object_replication_metadata = Some(read_pairs(cursor)?),
            "Tags" => {
                let tags = read_tags(cursor)?;
                let pairs = tags.blob_tag_set.iter().map(|tag| (tag.key.clone(), tag.value.clone()));
                item.tags = Some(NameValues(pairs.collect()));
                item.blob_tags = Some(tags);
            }
            _ => cursor.skip(start)?,
        }
        Ok(())
    })?;
    item.object_replication_source_properties =
        item.object_replication_metadata.as_ref().and_then(object_replication::policies);
    Ok(item)
}

/// A name with characters that XML cannot carry comes percent-encoded, and says so.
fn read_name(cursor: &mut XmlCursor<'_>, start: &XmlStart<'_>) -> Result<String> {
    let encoded = start.attribute("Encoded").as_deref() == Some("true");
    let text = cursor.text()?;
    if !encoded {
        return Ok(text);
    }
    let decoded = percent_decode_str(&text).decode_utf8();
    Ok(decoded.map_err(|error| protocol("a blob's encoded name is not UTF-8").with_source(error))?.into_owned())
}

fn read_properties(cursor: &mut XmlCursor<'_>) -> Result<BlobProperties> {
    let mut properties = BlobProperties::default();
    cursor.children(|cursor, start| {
        let text = cursor.text()?;
        // An empty element says that the property is not set.
        if !text.is_empty() {
            properties.set_element(start.name(), &text);
        }
        Ok(())
    })?;
    Ok(properties)
}

fn read_pairs(cursor: &mut XmlCursor<'_>) -> Result<NameValues> {
    let mut pairs = Vec::new();
    cursor.children(|cursor, start| {
        pairs.push((start.name().to_owned(), cursor.text()?));
        Ok(())
    })?;
    Ok(NameValues(pairs))
}

fn read_tags(cursor: &mut XmlCursor<'_>) -> Result<BlobTags> {
    let mut tags = BlobTags::default();
    cursor.children(|cursor, start| {
        if start.name() != "TagSet" {
            return cursor.skip(start);
        }
        cursor.children(|cursor, _tag| {
            let mut tag = BlobTag::default();
            cursor.children(|cursor, start| {
                match start.name() {
                    "Key" => tag.key = cursor.text()?,
                    "Value" => tag.value = cursor.text()?,
                    _ => cursor.skip(start)?,
                }
                Ok(())
            })?;
            tags.blob_tag_set.push(tag);
            Ok(())
        })
    })?;
    Ok(tags)
}
