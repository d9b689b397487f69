//! Delete Container.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Delete Container.
    pub struct ContainerDeleteMethodOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions,
    }
}

header_response! {
    /// The response of Delete Container.
    pub struct ContainerDeleteResponse {
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

impl Operation for ContainerDeleteMethodOptions {
    type Output = ContainerDeleteResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/delete-container";
    const METHOD: Method = Method::DELETE;
    const SUCCESS: &'static [u16] = &[202];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("restype", "container");
        self.conditions.as_ref().map_or(Ok(()), |conditions| conditions.write(request))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerDeleteResponse::from_headers(headers))
    }
}
