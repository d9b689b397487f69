//! Set Blob Tags: replaces the index tags of a blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{NameValues, Timestamp};
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Set Blob Tags.
    pub struct BlobSetTagsOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
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

/// Set Blob Tags.
#[derive(Debug, Clone, Default)]
pub struct SetTags {
    /// The new tags, at most 10.
    pub tags: NameValues,
    /// The caller's options.
    pub options: BlobSetTagsOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    tags: NameValues,
}

impl Operation for SetTags {
    type Output = BlobSetTagsResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-tags";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[204];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { tags } = arguments::parse(json)?;
        Ok(Self { tags, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "tags");
        if let Some(conditions) = &options.conditions {
            conditions.write_for_tags(request)?;
        }
        let tags = self.tags.iter().map(|(key, value)| {
            Element::new("Tag").child(Element::text("Key", key)).child(Element::text("Value", value))
        });
        request.xml(&Element::new("Tags").child(Element::new("TagSet").children(tags)))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetTagsResponse::from_headers(headers))
    }
}
