//! Restore Container: restores a soft-deleted container.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

/// Restore Container. The URL has the new name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRestore {
    /// The name of the deleted container.
    pub deleted_container_name: String,
    /// The version of the deleted container, from a list.
    pub deleted_container_version: String,
}

header_response! {
    /// The response of Restore Container.
    pub struct ContainerUndeleteResponse {
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
