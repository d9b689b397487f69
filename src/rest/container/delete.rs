//! Delete Container.

use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::values::Timestamp;

parameters! {
    /// Options of Delete Container.
    pub struct ContainerDeleteMethodOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions = group(ContainerRequestConditions::FIELDS),
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

operation! {
    ContainerDeleteMethodOptions as "ContainerDelete",
    page: "delete-container",
    method: DELETE,
    query: { "restype" = "container" },
    success: [202],
    repeat: Safe,
    response: ContainerDeleteResponse,
}
