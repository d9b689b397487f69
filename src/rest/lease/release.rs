//! Lease Blob and Lease Container: release.

use crate::rest::leases::{Lease, LeaseOperationOptions, write_conditions};
use crate::rest::request_writer::RequestWriter;

operation! {
    /// Releases a lease, so that another can be acquired at once.
    pub struct ReleaseLease as "LeaseRelease" {
        /// Whether the resource is a container.
        is_container: bool = when("restype", "container").then(&("comp", "lease")),
        /// The current lease id.
        lease_id: String = header("x-ms-lease-id"),
    }
    options: LeaseOperationOptions,
    page: "lease-blob",
    method: PUT,
    headers: { "x-ms-lease-action" = "release" },
    success: [200],
    // A second request is rejected with an error that shows it.
    repeat: Safe,
    body: |lease: &Self, request: &mut RequestWriter| write_conditions(&lease.options, lease.is_container, request),
    response: Lease,
}
