//! Find Blobs by Tags: one page of the blobs of an account or a container whose tags match an expression.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::blob_tags::BlobTags;
use crate::rest::other_elements::OtherElements;
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::{blob_tags, limits};

header_response! {
    /// The response headers of Find Blobs by Tags.
    pub struct ServiceFilterBlobsHeaders {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// A blob found by tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterBlobItem {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    pub other: OtherElements,
    /// The name of the blob.
    pub name: String,
    /// The name of the container.
    pub container_name: String,
    /// The tags that the expression refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BlobTags>,
}

/// The body of a page of blobs found by tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterBlobSegment {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    pub other: OtherElements,
    /// The URL of the account.
    pub service_endpoint: String,
    /// The expression of the request.
    #[serde(rename = "where")]
    pub condition: String,
    /// The blobs.
    pub blobs: Vec<FilterBlobItem>,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

operation! {
    /// Find Blobs by Tags.
    pub struct FilterBlobs as "FilterBlobs" {
        /// The `continuationToken` of the previous page.
        marker: Option<String> = query("marker"),
        /// The maximum number of blobs on the page. Default: 5,000.
        max_page_size: Option<Count> = query("maxresults").then(&("comp", "blobs")),
        /// The SQL expression.
        condition as "where": Option<String> = query("where"),
        /// Whether only one container is searched.
        is_container: bool = when("restype", "container"),
        /// Whether an account is searched.
        is_service: bool = account(),
    }
    page: "find-blobs-by-tags",
    method: GET,
    success: [200],
    repeat: Safe,
    response: ServiceFilterBlobsHeaders with FilterBlobSegment = read_segment,
    limit: limits::LISTING_PAGE,
    lists: ["blobs"] = read_in_slices,
    untyped: true,
}

fn read_segment(document: &[u8]) -> Result<FilterBlobSegment> {
    let mut blobs = Vec::new();
    let segment = read_each(document, &mut |item| {
        blobs.push(item);
        Ok(())
    })?;
    Ok(FilterBlobSegment { blobs, ..segment })
}

/// Passes each blob to `each`, and returns the rest of the page.
fn read_each(document: &[u8], each: &mut dyn FnMut(FilterBlobItem) -> Result<()>) -> Result<FilterBlobSegment> {
    let mut cursor = XmlCursor::new(document)?;
    let root = cursor.root("EnumerationResults")?;
    let mut segment = FilterBlobSegment {
        service_endpoint: root.attribute("ServiceEndpoint").unwrap_or_default(),
        ..Default::default()
    };
    cursor.children(|cursor, start| {
        match start.name() {
            "Where" => segment.condition = cursor.text()?,
            "NextMarker" => segment.continuation_token = Some(cursor.text()?),
            "Blobs" => cursor.children(|cursor, _blob| each(read_blob(cursor)?))?,
            name => segment.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(segment)
}

fn read_blob(cursor: &mut XmlCursor<'_>) -> Result<FilterBlobItem> {
    let mut item = FilterBlobItem::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Name" => item.name = cursor.text()?,
            "ContainerName" => item.container_name = cursor.text()?,
            "Tags" => item.tags = Some(blob_tags::read_set(cursor)?),
            name => item.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(item)
}

/// As [`read_segment`], with the blobs in slices.
fn read_in_slices(document: &[u8], slices: &mut SliceWriter) -> Result<FilterBlobSegment> {
    read_each(document, &mut |item| slices.push("blobs", &item))
}
