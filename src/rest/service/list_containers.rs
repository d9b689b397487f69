//! List Containers: one page of the containers of an account.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::limits;
use crate::rest::other_elements::OtherElements;
use crate::rest::shared::{
    LeaseDurationType, LeaseStateType, LeaseStatusType, ListContainersIncludeType, PublicAccessType,
};
use crate::rest::slices::SliceWriter;
use crate::rest::values::{Count, NameValues, Timestamp};
use crate::rest::xml::XmlCursor;
use crate::rest::xml_values::{read_flag, read_pairs};

xml_response! {
    /// The properties of a container in a list.
    pub struct ContainerProperties {
        /// When the container was last modified.
        #[cfg_attr(feature = "typescript", ts(type = "Date"))]
        last_modified: Timestamp = "Last-Modified",
        /// The `ETag` of the container.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        etag: String = "Etag",
        /// Whether the container is leased.
        lease_status: LeaseStatusType = "LeaseStatus",
        /// The state of the lease.
        lease_state: LeaseStateType = "LeaseState",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "LeaseDuration",
        /// The public access level. Absent if there is no public access.
        public_access: PublicAccessType = "PublicAccess",
        /// Whether the container has an immutability policy.
        has_immutability_policy: bool = "HasImmutabilityPolicy",
        /// Whether the container has a legal hold.
        has_legal_hold: bool = "HasLegalHold",
        /// The encryption scope of blobs that specify none.
        default_encryption_scope: String = "DefaultEncryptionScope",
        /// Whether blobs are prevented from specifying another encryption scope.
        prevent_encryption_scope_override: bool = "DenyEncryptionScopeOverride",
        /// When the container was deleted.
        deleted_on: Timestamp = "DeletedTime",
        /// The number of days for which the deleted container is still retained.
        remaining_retention_days: Count = "RemainingRetentionDays",
        /// Whether version-level immutability is enabled.
        is_immutable_storage_with_versioning_enabled: bool = "ImmutableStorageWithVersioningEnabled",
    }
}

/// A container in a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ContainerItem {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(rename = "otherElements", skip_serializing_if = "OtherElements::is_empty")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The name of the container.
    pub name: String,
    /// Whether the container is soft-deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// The version of a deleted container, for `undeleteContainer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The properties of the container.
    pub properties: ContainerProperties,
    /// The metadata of the container, if `includeMetadata` was set. Names keep their casing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<NameValues>,
}

header_response! {
    /// The response headers of List Containers.
    pub struct ServiceListContainersSegmentHeaders {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// The body of a page of containers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListContainersSegmentResponse {
    /// Elements of the response that are not declared here, under the names of the service.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub other: OtherElements,
    /// The URL of the account.
    pub service_endpoint: String,
    /// The prefix of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The continuation token of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The maximum number of containers on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_page_size: Option<Count>,
    /// Why this may not be the list that was requested. Listing itself ignores it, as `@azure/storage-blob` does.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub doubt: Option<&'static str>,
    /// The containers, in the order of their names.
    pub container_items: Vec<ContainerItem>,
    /// The token of the next page. It is absent or empty on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

parameters! {
    /// List Containers.
    pub struct ServiceListContainersOptions {
        /// Lists only containers whose names begin with this prefix.
        prefix: String = query("prefix"),
        /// The `continuationToken` of the previous page.
        marker: String = query("marker"),
        /// The maximum number of containers on the page. `None` means 5,000.
        max_page_size: Count = query("maxresults"),
        /// What items include besides name and properties.
        include: Vec<ListContainersIncludeType> = query("include"),
    }
}

operation! {
    ServiceListContainersOptions as "ServiceListContainersSegment",
    page: "list-containers2",
    method: GET,
    account: true,
    query: { "comp" = "list" },
    success: [200],
    repeat: Safe,
    response: ServiceListContainersSegmentHeaders with ListContainersSegmentResponse = read_page,
    limit: limits::LISTING_PAGE,
    lists: ["containerItems"] = read_in_slices,
    own_options: true,
}

fn read_page(document: &[u8]) -> Result<ListContainersSegmentResponse> {
    let mut items = Vec::new();
    let page = read_each(document, &mut |item| {
        items.push(item);
        Ok(())
    })?;
    Ok(ListContainersSegmentResponse { container_items: items, ..page })
}

/// Passes each container to `each`, and returns the rest of the page.
fn read_each(
    document: &[u8],
    each: &mut dyn FnMut(ContainerItem) -> Result<()>,
) -> Result<ListContainersSegmentResponse> {
    let mut cursor = XmlCursor::new(document)?;
    let root = cursor.root("EnumerationResults")?;
    let mut page = ListContainersSegmentResponse {
        service_endpoint: root.attribute("ServiceEndpoint").unwrap_or_default(),
        doubt: Some("it has no <Containers>"),
        ..Default::default()
    };
    cursor.children(|cursor, start| {
        match start.name() {
            "Prefix" => page.prefix = Some(cursor.text()?),
            "Marker" => page.marker = Some(cursor.text()?),
            "MaxResults" => page.max_page_size = read_flag(cursor, "maxPageSize", &mut page.other)?,
            "NextMarker" => page.continuation_token = Some(cursor.text()?),
            "Containers" => {
                page.doubt = None;
                cursor.children(|cursor, _container| each(read_container(cursor)?))?;
            }
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

/// As [`read_page`], with the containers in slices.
fn read_in_slices(document: &[u8], slices: &mut SliceWriter) -> Result<ListContainersSegmentResponse> {
    read_each(document, &mut |item| slices.push("containerItems", &item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_parsed() {
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
