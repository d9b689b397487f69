//! Get Blob Service Properties: the settings of an account's Blob service.

use crate::rest::service_properties::BlobServiceProperties;
use crate::rest::{limits, service_properties};

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

operation! {
    /// Gets the settings.
    pub struct GetProperties as "ServiceGetProperties" {}
    page: "get-blob-service-properties",
    method: GET,
    account: true,
    query: { "restype" = "service", "comp" = "properties" },
    success: [200],
    repeat: Safe,
    response: ServiceGetPropertiesHeaders with BlobServiceProperties = service_properties::read,
    limit: limits::SERVICE_PROPERTIES,
}
