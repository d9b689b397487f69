//! Set Container Metadata: replaces the metadata of a container.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Set Container Metadata.
    pub struct ContainerSetMetadataOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions,
    }
}

header_response! {
    /// The response of Set Blob Metadata or Set Container Metadata.
    pub struct ContainerSetMetadataResponse {
        /// The `ETag` of the container.
        etag: String = "etag",
        /// When the container was last modified.
        last_modified: Timestamp = "last-modified",
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

/// Set Container Metadata.
#[derive(Debug, Clone, Default)]
pub struct ContainerSetMetadata {
    /// The new metadata. Without it, all metadata is removed.
    pub metadata: Option<NameValues>,
    /// The caller's options.
    pub options: ContainerSetMetadataOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    metadata: Option<NameValues>,
}

impl Operation for ContainerSetMetadata {
    type Output = ContainerSetMetadataResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-container-metadata";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { metadata } = arguments::parse(json)?;
        Ok(Self { metadata, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("restype", "container");
        request.query("comp", "metadata");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.metadata("metadata", self.metadata.as_ref())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerSetMetadataResponse::from_headers(headers))
    }
}
