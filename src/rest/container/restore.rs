//! Restore Container: restores a soft-deleted container.

use crate::rest::values::Timestamp;

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

operation! {
    /// Restore Container. The URL has the new name.
    pub struct ContainerRestore as "ContainerRestore" {
        /// The name of the deleted container.
        deleted_container_name: String = header("x-ms-deleted-container-name"),
        /// The version of the deleted container, from a list.
        deleted_container_version: String = header("x-ms-deleted-container-version"),
    }
    page: "restore-container",
    method: PUT,
    query: { "restype" = "container", "comp" = "undelete" },
    success: [201],
    repeat: Safe,
    response: ContainerUndeleteResponse,
}
