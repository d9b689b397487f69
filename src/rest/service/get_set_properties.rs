//! Get and Set Blob Service Properties.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::service::properties::{self, BlobServiceProperties};

/// Get Blob Service Properties.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GetProperties {}

/// Set Blob Service Properties.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SetProperties {
    /// The properties. Those that are absent are not changed.
    pub properties: BlobServiceProperties,
}

header_response! {
    /// The response headers of Get Blob Service Properties.
    pub struct ServiceGetPropertiesHeaders {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

header_response! {
    /// The response of Set Blob Service Properties.
    pub struct ServiceSetPropertiesResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetPropertiesAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ServiceGetPropertiesHeaders,
    /// The properties.
    #[serde(flatten)]
    pub properties: BlobServiceProperties,
}

impl Operation for GetProperties {
    type Output = GetPropertiesAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::SERVICE_PROPERTIES;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.account();
        request.query("restype", "service");
        request.query("comp", "properties");
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let headers = ServiceGetPropertiesHeaders::from_headers(headers);
        Ok(GetPropertiesAnswer { headers, properties: properties::read(body)? })
    }
}

impl Operation for SetProperties {
    type Output = ServiceSetPropertiesResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-service-properties";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[202];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.account();
        request.query("restype", "service");
        request.query("comp", "properties");
        request.xml(&self.properties.to_xml())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ServiceSetPropertiesResponse::from_headers(headers))
    }
}
