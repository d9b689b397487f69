//! Lease Blob and Lease Container: who may change or delete it for now. The requests differ by one query parameter only.

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
    /// Options of every operation on a lease.
    pub struct LeaseOperationOptions {
        /// What must hold for the blob or container. For containers, only the time of the last change counts.
        conditions: ModifiedAccessConditions,
    }
}

header_response! {
    /// What the service answers to operations on leases.
    pub struct Lease {
        /// The `ETag` of the blob or container.
        etag: String = "etag",
        /// When the blob or container last changed.
        last_modified: Timestamp = "last-modified",
        /// The id of the lease.
        lease_id: String = "x-ms-lease-id",
        /// How many seconds are left until the lease is broken.
        lease_time: Count = "x-ms-lease-time",
        /// The id that the client gave the request.
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service gave the request.
        request_id: String = "x-ms-request-id",
        /// The service version that answered.
        version: String = "x-ms-version",
        /// When the service answered.
        date: Timestamp = "date",
        /// The error code, on a failure.
        error_code: String = "x-ms-error-code",
    }
}

/// What is leased, and under which id.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LeaseArguments {
    /// Whether a container is leased, not a blob.
    pub is_container: bool,
    /// The lease that there is.
    pub lease_id: String,
    /// The id that the lease gets.
    pub proposed_lease_id: String,
    /// For how many seconds the lease is held; -1 for ever.
    pub duration: i64,
    /// After how many seconds the lease is broken; when absent, at its end.
    pub break_period: Option<Count>,
}

/// Declares the operations. All may be sent twice: the second one finds what the first one made, or is refused with an
/// error that says so.
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

/// Containers take the times alone.
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
    /// Takes a lease. A lease that is held under the proposed id is prolonged.
    AcquireLease 201 |arguments, request| {
        request.constant("x-ms-lease-action", "acquire");
        request.header("x-ms-lease-duration", "duration", Some(&arguments.duration.to_string()))?;
        request.header("x-ms-proposed-lease-id", "leaseId", Some(&arguments.proposed_lease_id))
    }
    /// Prolongs a lease by its duration.
    RenewLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "renew");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))
    }
    /// Gives a lease another id.
    ChangeLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "change");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))?;
        request.header("x-ms-proposed-lease-id", "proposedLeaseId", Some(&arguments.proposed_lease_id))
    }
    /// Gives up a lease: another can be taken at once.
    ReleaseLease 200 |arguments, request| {
        request.constant("x-ms-lease-action", "release");
        request.header("x-ms-lease-id", "leaseId", Some(&arguments.lease_id))
    }
    /// Ends a lease that somebody else holds.
    BreakLease 202 |arguments, request| {
        request.constant("x-ms-lease-action", "break");
        request.header("x-ms-lease-break-period", "breakPeriod", arguments.break_period.as_ref())
    }
}
