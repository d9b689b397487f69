//! List Containers: one page of an account's containers.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::container::list_blobs_xml::{read_flag, read_pairs};
use crate::rest::limits;
use crate::rest::other_elements::OtherElements;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{
    LeaseDurationType, LeaseStateType, LeaseStatusType, ListContainersIncludeType, PublicAccessType,
};
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, NameValues, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::{ListOperation, Operation};

/// List Containers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ListContainers {
    /// Only containers whose names begin so.
    pub prefix: Option<String>,
    /// Where the page begins: the `continuationToken` of the page before.
    pub marker: Option<String>,
    /// How many containers at most; 5,000 when absent.
    pub max_page_size: Option<Count>,
    /// What the page carries besides names and properties.
    pub include: Option<Vec<ListContainersIncludeType>>,
}

xml_response! {
    /// A container's properties, as they come in a listing.
    pub struct ContainerProperties {
        /// When the container last changed.
        #[cfg_attr(feature = "typescript", ts(type = "Date"))]
        last_modified: Timestamp = "Last-Modified",
        /// The container's `ETag`.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        etag: String = "Etag",
        /// Whether the container is leased.
        lease_status: LeaseStatusType = "LeaseStatus",
        /// What the lease is doing.
        lease_state: LeaseStateType = "LeaseState",
        /// Whether the lease ends by itself.
        lease_duration: LeaseDurationType = "LeaseDuration",
        /// Who may read without credentials; nobody when absent.
        public_access: PublicAccessType = "PublicAccess",
        /// Whether the container has an immutability policy.
        has_immutability_policy: bool = "HasImmutabilityPolicy",
        /// Whether the container is under legal hold.
        has_legal_hold: bool = "HasLegalHold",
        /// The encryption scope for blobs that name none.
        default_encryption_scope: String = "DefaultEncryptionScope",
        /// Whether a blob may not name another encryption scope.
        prevent_encryption_scope_override: bool = "DenyEncryptionScopeOverride",
        /// When the container was deleted.
        deleted_on: Timestamp = "DeletedTime",
        /// For how many more days the deleted container is kept.
        remaining_retention_days: Count = "RemainingRetentionDays",
        /// Whether versions of blobs can be made immutable.
        is_immutable_storage_with_versioning_enabled: bool = "ImmutableStorageWithVersioningEnabled",
    }
}

/// One container in a listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ContainerItem {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The container's name.
    pub name: String,
    /// Whether the container is deleted and kept for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// The version of a deleted container, by which it can be brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The container's properties.
    pub properties: ContainerProperties,
    /// The container's metadata, when it was asked for; names keep their case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<NameValues>,
}

header_response! {
    /// What the headers of a page of containers tell.
    pub struct ServiceListContainersSegmentHeaders {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// What the XML of a page of containers tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListContainersSegmentResponse {
    /// What the service says beside, under its own names.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The account's endpoint.
    pub service_endpoint: String,
    /// The prefix that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Where the page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// How many containers the page has at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// The containers, in the order of their names.
    pub container_items: Vec<ContainerItem>,
    /// Where the next page begins; absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ListContainersAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: ServiceListContainersSegmentHeaders,
    /// What the XML tells.
    #[serde(flatten)]
    pub page: ListContainersSegmentResponse,
}

impl Operation for ListContainers {
    type Output = ListContainersAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/list-containers2";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::LISTING_PAGE;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.account();
        request.query("comp", "list");
        request.query_text("prefix", self.prefix.as_ref());
        request.query_text("marker", self.marker.as_ref());
        request.query_text("maxresults", self.max_page_size.map(|size| size.0.to_string()).as_ref());
        if let Some(include) = self.include.as_ref().filter(|include| !include.is_empty()) {
            let items: Vec<&str> = include.iter().map(|item| item.0.as_str()).collect();
            request.query("include", &items.join(","));
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let headers = ServiceListContainersSegmentHeaders::from_headers(headers);
        Ok(ListContainersAnswer { headers, page: read_page(body)? })
    }
}

impl ListOperation for ListContainers {
    const LISTS: &'static [&'static str] = &["containerItems"];

    fn read_in_slices(headers: &HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output> {
        let page = read_each(body, &mut |item| slices.push("containerItems", &item))?;
        Ok(ListContainersAnswer { headers: ServiceListContainersSegmentHeaders::from_headers(headers), page })
    }
}

fn read_page(document: &[u8]) -> Result<ListContainersSegmentResponse> {
    let mut items = Vec::new();
    let page = read_each(document, &mut |item| {
        items.push(item);
        Ok(())
    })?;
    Ok(ListContainersSegmentResponse { container_items: items, ..page })
}

/// Hands on each container, and gives the rest of the page.
fn read_each(
    document: &[u8],
    each: &mut dyn FnMut(ContainerItem) -> Result<()>,
) -> Result<ListContainersSegmentResponse> {
    let mut cursor = XmlCursor::new(document)?;
    let root = cursor.root("EnumerationResults")?;
    let mut page = ListContainersSegmentResponse {
        service_endpoint: root.attribute("ServiceEndpoint").unwrap_or_default(),
        ..Default::default()
    };
    cursor.children(|cursor, start| {
        match start.name() {
            "Prefix" => page.prefix = Some(cursor.text()?),
            "Marker" => page.marker = Some(cursor.text()?),
            "MaxResults" => page.max_page_size = read_flag(cursor, "maxPageSize", &mut page.other)?,
            "NextMarker" => page.continuation_token = Some(cursor.text()?),
            "Containers" => cursor.children(|cursor, _container| each(read_container(cursor)?))?,
            name => page.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(page)
}

fn read_container(cursor: &mut XmlCursor<'_>) -> Result<ContainerItem> {
    let mut item = ContainerItem::default();
    cursor.children(|cursor, start| {
        match start.name() {
            "Name" => item.name = cursor.text()?,
            "Deleted" => item.deleted = read_flag(cursor, "deleted", &mut item.other)?,
            "Version" => item.version = Some(cursor.text()?),
            "Properties" => item.properties = ContainerProperties::read(cursor)?,
            "Metadata" => item.metadata = Some(read_pairs(cursor)?),
            name => item.other.push(name, cursor.value(start)?),
        }
        Ok(())
    })?;
    Ok(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read() {
        let document = b"<EnumerationResults ServiceEndpoint=\"https://a/\"><Prefix>p</Prefix><MaxResults>1</MaxResults>\
            <Containers><Container><Name>pa</Name><Version>1</Version><Deleted>true</Deleted><Properties><Etag>0x1</Etag>\
            <LeaseState>available</LeaseState><PublicAccess/><RemainingRetentionDays>7</RemainingRetentionDays></Properties>\
            <Metadata><Owner>me</Owner></Metadata></Container></Containers><NextMarker>n</NextMarker></EnumerationResults>";
        let page = read_page(document).expect("a page");
        assert_eq!((page.service_endpoint.as_str(), page.continuation_token.as_deref()), ("https://a/", Some("n")));
        let [item] = page.container_items.as_slice() else { panic!("one container: {page:?}") };
        assert_eq!((item.name.as_str(), item.deleted, item.version.as_deref()), ("pa", Some(true), Some("1")));
        assert_eq!(item.properties.remaining_retention_days, Some(Count(7)));
        assert_eq!(item.properties.public_access, Some(PublicAccessType(String::new())));
        assert_eq!(item.metadata.as_ref().map(|pairs| pairs.iter().count()), Some(1));
    }
}
