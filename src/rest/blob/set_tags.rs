//! Set Blob Tags: replaces the index tags of a blob.

use crate::base::error::Result;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{NameValues, Timestamp};
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Set Blob Tags.
    pub struct BlobSetTagsOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::TAGS),
    }
}

header_response! {
    /// The response of Set Blob Tags.
    pub struct BlobSetTagsResponse {
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

operation! {
    /// Set Blob Tags.
    pub struct SetTags as "BlobSetTags" {
        /// The new tags, at most 10.
        tags: NameValues,
    }
    options: BlobSetTagsOptions,
    page: "set-blob-tags",
    method: PUT,
    query: { "comp" = "tags" },
    success: [204],
    repeat: Safe,
    body: write_tags,
    response: BlobSetTagsResponse,
}

fn write_tags(operation: &SetTags, request: &mut RequestWriter) -> Result<()> {
    let tags = operation
        .tags
        .iter()
        .map(|(key, value)| Element::new("Tag").child(Element::text("Key", key)).child(Element::text("Value", value)));
    request.xml(&Element::new("Tags").child(Element::new("TagSet").children(tags)))
}
