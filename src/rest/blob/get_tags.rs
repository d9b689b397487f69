//! Get Blob Tags: a blob's tags.

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
    /// Options of reading tags.
    pub struct BlobGetTagsOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
    }
}

header_response! {
    /// What the headers of a blob's tags tell.
    pub struct BlobGetTagsHeaders {
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

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetTagsAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: BlobGetTagsHeaders,
    /// The tags.
    #[serde(flatten)]
    pub tags: BlobTags,
}
