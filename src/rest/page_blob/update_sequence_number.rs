//! Set Blob Properties: changes a page blob's sequence number.

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
    /// Options of changing a sequence number.
    pub struct PageBlobUpdateSequenceNumberOptions {
        /// What must hold for the blob.
        conditions: BlobRequestConditions,
    }
}

header_response! {
    /// What the service answers when a sequence number has changed.
    pub struct PageBlobUpdateSequenceNumberResponse {
        /// The blob's `ETag`.
        etag: String = "etag",
        /// When the blob last changed.
        last_modified: Timestamp = "last-modified",
        /// The sequence number of the page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
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

/// Set Blob Properties, to change a sequence number.
#[derive(Debug, Clone, Default)]
pub struct UpdateSequenceNumber {
    /// How it changes.
    pub sequence_number_action: SequenceNumberActionType,
    /// The number, unless it is incremented.
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
    // Sent twice, an increment counts twice. The other actions name the number that it becomes.
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
