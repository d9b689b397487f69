//! Restore Container: brings back a deleted container that is still kept.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

/// Restore Container. The URL names what it is to be called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRestore {
    /// What it was called.
    pub deleted_container_name: String,
    /// Which of the deleted ones, from a listing.
    pub deleted_container_version: String,
}

header_response! {
    /// What the service answers when it has brought back a container.
    pub struct ContainerUndeleteResponse {
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

impl Operation for ContainerRestore {
    type Output = ContainerUndeleteResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/restore-container";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("restype", "container");
        request.query("comp", "undelete");
        let name = Some(&self.deleted_container_name);
        request.header("x-ms-deleted-container-name", "deletedContainerName", name)?;
        let version = Some(&self.deleted_container_version);
        request.header("x-ms-deleted-container-version", "deletedContainerVersion", version)
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerUndeleteResponse::from_headers(headers))
    }
}
