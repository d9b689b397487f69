//! Get and Set Blob Service Properties: the settings of an account's Blob service.

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
    /// The settings; those that are absent stay as they are.
    pub properties: BlobServiceProperties,
}

header_response! {
    /// What the headers of the settings tell.
    pub struct ServiceGetPropertiesHeaders {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

header_response! {
    /// What the service answers when it has taken settings.
    pub struct ServiceSetPropertiesResponse {
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetPropertiesAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: ServiceGetPropertiesHeaders,
    /// The settings.
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
