//! Set Blob Tags: replaces a blob's tags.

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
    /// Options of replacing tags.
    pub struct BlobSetTagsOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
    }
}

header_response! {
    /// What the service answers when it has replaced the tags.
    pub struct BlobSetTagsResponse {
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
