//! List Blobs with a delimiter: one page of the blobs and prefixes at one level.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::container::list_blobs::{
    BlobItem, ContainerListBlobFlatSegmentHeaders, ContainerListBlobFlatSegmentOptions,
};
use crate::rest::container::list_blobs_xml;
use crate::rest::limits;
use crate::rest::other_elements::OtherElements;
use crate::rest::request_writer::RequestWriter;
use crate::rest::slices::SliceWriter;
use crate::rest::values::Count;
use crate::rest::{ListOperation, Operation};

/// List Blobs with a delimiter.
#[derive(Debug, Clone, Default)]
pub struct ListBlobsByHierarchy {
    /// The separator of the levels, usually `/`.
    pub delimiter: String,
    /// The options of a flat listing.
    pub options: ContainerListBlobFlatSegmentOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    delimiter: String,
}

/// A prefix that several blob names share, up to the delimiter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobPrefix {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The shared prefix, including the delimiter.
    pub name: String,
}

/// The blobs and prefixes of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BlobHierarchyListSegment {
    /// The prefixes, in order.
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<BlobPrefix>>"))]
    pub blob_prefixes: Vec<BlobPrefix>,
    /// The blobs, in the order of their names.
    pub blob_items: Vec<BlobItem>,
}

/// The body of a list page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListBlobsHierarchySegmentResponse {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The URL of the account.
    pub service_endpoint: String,
    /// The name of the container.
    pub container_name: String,
    /// The prefix of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The continuation token of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The maximum number of blobs and prefixes on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// The delimiter of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The blobs and prefixes.
    pub segment: BlobHierarchyListSegment,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ListBlobsByHierarchyAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ContainerListBlobFlatSegmentHeaders,
    /// The response body.
    #[serde(flatten)]
    pub page: ListBlobsHierarchySegmentResponse,
}

impl Operation for ListBlobsByHierarchy {
    type Output = ListBlobsByHierarchyAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/list-blobs";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::LISTING_PAGE;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { delimiter } = arguments::parse(json)?;
        Ok(Self { delimiter, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        self.options.write(request)?;
        request.query_text("delimiter", Some(&self.delimiter));
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let headers = ContainerListBlobFlatSegmentHeaders::from_headers(headers);
        Ok(ListBlobsByHierarchyAnswer { headers, page: list_blobs_xml::read_by_hierarchy(body)? })
    }
}

impl ListOperation for ListBlobsByHierarchy {
    const LISTS: &'static [&'static str] = &["blobPrefixes", "blobItems"];

    fn read_in_slices(headers: &HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output> {
        let headers = ContainerListBlobFlatSegmentHeaders::from_headers(headers);
        Ok(ListBlobsByHierarchyAnswer { headers, page: list_blobs_xml::read_by_hierarchy_in_slices(body, slices)? })
    }
}
