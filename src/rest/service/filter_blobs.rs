//! Find Blobs by Tags: one page of the blobs of an account or a container whose tags match an expression.

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
    /// The SQL expression.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// The `continuationToken` of the previous page.
    pub marker: Option<String>,
    /// The maximum number of blobs on the page. Default: 5,000.
    pub max_page_size: Option<Count>,
    /// Whether only one container is searched.
    pub is_container: bool,
}

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

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FilterBlobsAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ServiceFilterBlobsHeaders,
    /// The response body.
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
            "Tags" => item.tags = Some(list_blobs_xml::read_tags(cursor)?),
            name => item.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(item)
}
