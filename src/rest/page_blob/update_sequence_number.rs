//! Set Blob Properties: updates the sequence number of a page blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::SequenceNumberActionType;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of Set Blob Properties for updating a sequence number.
    pub struct PageBlobUpdateSequenceNumberOptions {
        /// Conditions on the blob.
        conditions: BlobRequestConditions,
    }
}

header_response! {
    /// The response of Set Blob Properties for updating a sequence number.
    pub struct PageBlobUpdateSequenceNumberResponse {
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
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

/// Set Blob Properties for updating a sequence number.
#[derive(Debug, Clone, Default)]
pub struct UpdateSequenceNumber {
    /// How the sequence number is updated.
    pub sequence_number_action: SequenceNumberActionType,
    /// The number. `None` for an increment.
    pub sequence_number: Option<Count>,
    /// The caller's options.
    pub options: PageBlobUpdateSequenceNumberOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    sequence_number_action: SequenceNumberActionType,
    sequence_number: Option<Count>,
}

impl Operation for UpdateSequenceNumber {
    type Output = PageBlobUpdateSequenceNumberResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-properties";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    // A second attempt would increment twice. The other actions set an absolute number.
    const REPEAT: Repeat = Repeat::OnlyIfUnsent;

    fn parse(json: &str) -> Result<Self> {
        let Argument { sequence_number_action, sequence_number } = arguments::parse(json)?;
        Ok(Self { sequence_number_action, sequence_number, options: arguments::parse(json)? })
    }

    fn repeat(&self) -> Repeat {
        if self.sequence_number_action.0 == "increment" { Repeat::OnlyIfUnsent } else { Repeat::Safe }
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "properties");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-blob-sequence-number", "sequenceNumber", self.sequence_number.as_ref())?;
        let action = Some(&self.sequence_number_action);
        request.header("x-ms-sequence-number-action", "sequenceNumberAction", action)
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(PageBlobUpdateSequenceNumberResponse::from_headers(headers))
    }
}
