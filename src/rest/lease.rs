//! Lease Blob and Lease Container. The requests differ by one query parameter only.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ModifiedAccessConditions;
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

/// The lease, and what is leased.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LeaseArguments {
    /// Whether the resource is a container.
    pub is_container: bool,
    /// The current lease id.
    pub lease_id: String,
    /// The id to propose.
    pub proposed_lease_id: String,
    /// The duration in seconds; -1 for infinite.
    pub duration: i64,
    /// The number of seconds until the lease is broken. `None` waits until it expires.
    pub break_period: Option<Count>,
}

/// Declares the operations. All can be repeated: a second attempt finds the result of the first, or is rejected with a
/// clear error.
macro_rules! lease_operations {
    ($( $(#[$doc:meta])* $name:ident $status:literal |$arguments:ident, $request:ident| $write:block )*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub struct $name {
            /// What is leased.
            pub arguments: LeaseArguments,
            /// The caller's options.
            pub options: LeaseOperationOptions,
        }

        impl Operation for $name {
            type Output = Lease;
            const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/lease-blob";
            const METHOD: Method = Method::PUT;
            const SUCCESS: &'static [u16] = &[$status];
            const REPEAT: Repeat = Repeat::Safe;

            fn parse(json: &str) -> Result<Self> {
                Ok(Self { arguments: arguments::parse(json)?, options: arguments::parse(json)? })
            }

            fn write(&self, $request: &mut RequestWriter) -> Result<()> {
                let $arguments = &self.arguments;
                if $arguments.is_container {
                    $request.query("restype", "container");
                }
                $request.query("comp", "lease");
                if let Some(conditions) = &self.options.conditions {
                    write_conditions(conditions, $arguments.is_container, $request)?;
                }
                $write
            }

            fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
                Ok(Lease::from_headers(headers))
            }
        }
    )* };
}

/// Containers support the time conditions only.
fn write_conditions(
    conditions: &ModifiedAccessConditions,
    is_container: bool,
    request: &mut RequestWriter,
) -> Result<()> {
    if !is_container {
        return conditions.write(request);
    }
    let times = ModifiedAccessConditions {
        if_modified_since: conditions.if_modified_since,
        if_unmodified_since: conditions.if_unmodified_since,
        ..Default::default()
    };
    times.write(request)
}

lease_operations! {
    /// Acquires a lease. A lease with the proposed id is renewed.
    AcquireLease 201 |arguments, request| {
        request.constant("x-ms-lease-action", "acquire");
        request.header("x-ms-lease-duration", "duration", Some(&arguments.duration.to_string()))?;
        request.header("x-ms-proposed-lease-id", "leaseId", Some(&arguments.proposed_lease_id))
    }
    /// Renews a lease for its duration.
    RenewLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "renew");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))
    }
    /// Changes the id of a lease.
    ChangeLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "change");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))?;
        request.header("x-ms-proposed-lease-id", "proposedLeaseId", Some(&arguments.proposed_lease_id))
    }
    /// Releases a lease, so that another can be acquired at once.
    ReleaseLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "release");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))
    }
    /// Breaks a lease that another client holds.
    BreakLease 202 |arguments, request| {
        request.constant("x-ms-lease-action", "break");
        request.header("x-ms-lease-break-period", "breakPeriod", arguments.break_period.as_ref())
    }
}
