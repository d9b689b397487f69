//! Find Blobs by Tags: one page of the blobs, of an account or of a container, whose tags meet a condition.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::container::{BlobTags, list_blobs_xml};
use crate::rest::limits;
use crate::rest::other_elements::OtherElements;
use crate::rest::request_writer::RequestWriter;
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::{ListOperation, Operation};

/// Find Blobs by Tags.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FilterBlobs {
    /// The condition, as a SQL expression.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// Where the page begins: the `continuationToken` of the page before.
    pub marker: Option<String>,
    /// How many blobs at most; 5,000 when absent.
    pub max_page_size: Option<Count>,
    /// Whether only one container is searched.
    pub is_container: bool,
}

header_response! {
    /// What the headers of a page of found blobs tell.
    pub struct ServiceFilterBlobsHeaders {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// A blob that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterBlobItem {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    pub other: OtherElements,
    /// The blob's name.
    pub name: String,
    /// The name of its container.
    pub container_name: String,
    /// The tags that the condition looks at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BlobTags>,
}

/// What the XML of a page of found blobs tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterBlobSegment {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    pub other: OtherElements,
    /// The account's endpoint.
    pub service_endpoint: String,
    /// The condition that was asked for.
    #[serde(rename = "where")]
    pub condition: String,
    /// The blobs.
    pub blobs: Vec<FilterBlobItem>,
    /// Where the next page begins; absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FilterBlobsAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: ServiceFilterBlobsHeaders,
    /// What the XML tells.
    #[serde(flatten)]
    pub segment: FilterBlobSegment,
}

impl Operation for FilterBlobs {
    type Output = FilterBlobsAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::LISTING_PAGE;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        if !self.is_container {
            request.account();
        }
        request.query_text("marker", self.marker.as_ref());
        request.query_text("maxresults", self.max_page_size.map(|size| size.0.to_string()).as_ref());
        request.query("comp", "blobs");
        request.query_text("where", self.condition.as_ref());
        if self.is_container {
            request.query("restype", "container");
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let headers = ServiceFilterBlobsHeaders::from_headers(headers);
        Ok(FilterBlobsAnswer { headers, segment: read_segment(body)? })
    }
}

impl ListOperation for FilterBlobs {
    const LISTS: &'static [&'static str] = &["blobs"];

    fn read_in_slices(headers: &HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output> {
        let segment = read_each(body, &mut |item| slices.push("blobs", &item))?;
        Ok(FilterBlobsAnswer { headers: ServiceFilterBlobsHeaders::from_headers(headers), segment })
    }
}

fn read_segment(document: &[u8]) -> Result<FilterBlobSegment> {
    let mut blobs = Vec::new();
    let segment = read_each(document, &mut |item| {
        blobs.push(item);
        Ok(())
    })?;
    Ok(FilterBlobSegment { blobs, ..segment })
}

/// Hands on each blob, and gives the rest of the page.
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
            "Tags" => item.tags = Some(list_blobs_xml::read_tags(cursor)?),
            name => item.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(item)
}
