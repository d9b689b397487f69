//! Lease Blob and Lease Container: renew.

use crate::rest::leases::{Lease, LeaseOperationOptions, write_conditions};
use crate::rest::request_writer::RequestWriter;

operation! {
    /// Renews a lease for its duration.
    pub struct RenewLease as "LeaseRenew" {
        /// Whether the resource is a container.
        is_container: bool = when("restype", "container").then(&("comp", "lease")),
        /// The current lease id.
        lease_id: String = header("x-ms-lease-id"),
    }
    options: LeaseOperationOptions,
    page: "lease-blob",
    method: PUT,
    headers: { "x-ms-lease-action" = "renew" },
    success: [200],
    // A second request finds the result of the first one, or is rejected with an error that shows it.
    repeat: Safe,
    body: |lease: &Self, request: &mut RequestWriter| write_conditions(&lease.options, lease.is_container, request),
    response: Lease,
}
