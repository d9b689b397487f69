//! The common parts of lease operations.

use crate::base::error::Result;
use crate::rest::conditions::ModifiedAccessConditions;
use crate::rest::fields::Value;
use crate::rest::path::Path;
use crate::rest::place::{Field, group};
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Options of lease operations.
    pub struct LeaseOperationOptions {
        /// Conditions on the blob or container. For a container, only `ifModifiedSince` and `ifUnmodifiedSince` are
        /// supported.
        conditions: ModifiedAccessConditions,
    }
}

header_response! {
    /// The response of lease operations.
    pub struct Lease {
        /// The `ETag` of the blob or container.
        etag: String = "etag",
        /// When the blob or container was last modified.
        last_modified: Timestamp = "last-modified",
        /// The lease id.
        lease_id: String = "x-ms-lease-id",
        /// The number of seconds until the lease is broken.
        lease_time: Count = "x-ms-lease-time",
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

/// Writes the conditions. A container only supports those on the time.
///
/// # Errors
/// An argument error when a value cannot be sent.
pub fn write_conditions(
    options: &LeaseOperationOptions,
    is_container: bool,
    request: &mut RequestWriter,
) -> Result<()> {
    let table = if is_container { ModifiedAccessConditions::TIMES } else { ModifiedAccessConditions::BLOB };
    let root = Path::default();
    options.conditions.write(&Field::new(0, "conditions", group(table)), &root.member("options"), request)
}
