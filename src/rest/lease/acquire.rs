//! Lease Blob and Lease Container: acquire.

use crate::rest::leases::{Lease, LeaseOperationOptions, write_conditions};
use crate::rest::request_writer::RequestWriter;

operation! {
    /// Acquires a lease. A lease with the proposed id is renewed.
    pub struct AcquireLease as "LeaseAcquire" {
        /// Whether the resource is a container.
        is_container: bool = when("restype", "container").then(&("comp", "lease")),
        /// The duration in seconds; -1 for infinite.
        duration: i64 = header("x-ms-lease-duration"),
        /// The id to propose.
        proposed_lease_id: String = header("x-ms-proposed-lease-id").argument("leaseId"),
    }
    options: LeaseOperationOptions,
    page: "lease-blob",
    method: PUT,
    headers: { "x-ms-lease-action" = "acquire" },
    success: [201],
    // A second request finds the lease of the first one, or is rejected with an error that shows it.
    repeat: Safe,
    body: |lease: &Self, request: &mut RequestWriter| write_conditions(&lease.options, lease.is_container, request),
    response: Lease,
}
