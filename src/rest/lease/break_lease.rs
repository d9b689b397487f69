//! Lease Blob and Lease Container: break.

use crate::rest::leases::{Lease, LeaseOperationOptions, write_conditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::Count;

operation! {
    /// Breaks a lease that another client holds.
    pub struct BreakLease as "LeaseBreak" {
        /// Whether the resource is a container.
        is_container: bool = when("restype", "container").then(&("comp", "lease")),
        /// The number of seconds until the lease is broken. `None` waits until it expires.
        break_period: Option<Count> = header("x-ms-lease-break-period"),
    }
    options: LeaseOperationOptions,
    page: "lease-blob",
    method: PUT,
    headers: { "x-ms-lease-action" = "break" },
    success: [202],
    // A second request finds the lease broken, or is rejected with an error that shows it.
    repeat: Safe,
    body: |lease: &Self, request: &mut RequestWriter| write_conditions(&lease.options, lease.is_container, request),
    response: Lease,
}
