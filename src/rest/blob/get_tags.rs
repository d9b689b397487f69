//! Get Blob Tags: the index tags of a blob.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::container::{BlobTags, list_blobs_xml};
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;
use crate::rest::xml::XmlCursor;
use serde::Serialize;

parameters! {
    /// Options of Get Blob Tags.
    pub struct BlobGetTagsOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
    }
}

header_response! {
    /// The response headers of Get Blob Tags.
    pub struct BlobGetTagsHeaders {
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

impl Operation for BlobGetTagsOptions {
    type Output = GetTagsAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-blob-tags";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::TAGS;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("comp", "tags");
        if let Some(conditions) = &self.conditions {
            conditions.write_for_tags(request)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let mut cursor = XmlCursor::new(body)?;
        cursor.root("Tags")?;
        let tags = list_blobs_xml::read_tags(&mut cursor)?;
        Ok(GetTagsAnswer { headers: BlobGetTagsHeaders::from_headers(headers), tags })
    }
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetTagsAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: BlobGetTagsHeaders,
    /// The tags.
    #[serde(flatten)]
    pub tags: BlobTags,
}
