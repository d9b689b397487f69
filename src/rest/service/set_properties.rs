//! Set Blob Service Properties: the settings of an account's Blob service.

use crate::rest::request_writer::RequestWriter;
use crate::rest::service_properties::BlobServiceProperties;

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

operation! {
    /// Set Blob Service Properties.
    pub struct SetProperties as "ServiceSetProperties" {
        /// The properties. Those that are absent are not changed.
        properties: BlobServiceProperties,
    }
    page: "set-blob-service-properties",
    method: PUT,
    account: true,
    query: { "restype" = "service", "comp" = "properties" },
    success: [202],
    repeat: Safe,
    body: |operation: &Self, request: &mut RequestWriter| request.xml(&operation.properties.to_xml()),
    response: ServiceSetPropertiesResponse,
}
