//! The permissions that a request requires, as the letters of a SAS. The table of operations has one line for each; what
//! depends on the request or on the current state is here.
//!
//! See [Permissions of a service SAS](https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob)
//! and [of an account SAS](https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-permissions-by-operation).

use crate::auth::Rejection;
use crate::names;
use crate::operation::Operation;
use crate::request::Call;

/// Rejects a request whose sender lacks a permission. `require` rejects unless any one of some letters is granted;
/// `exists` returns whether the blob exists, and is called only if that matters.
pub fn check(
    operation: Operation,
    call: &Call,
    require: impl Fn(&str) -> Result<(), Rejection>,
    exists: impl FnOnce() -> bool,
) -> Result<(), Rejection> {
    let any_of = any_of(operation, call);
    require(any_of)?;
    if creates_blob(operation, any_of) && require("w").is_err() && exists() {
        return Err(Rejection::overwrite());
    }
    let copies_tags = call.header(&names::COPY_SOURCE_TAG_OPTION) == Some("COPY");
    if copies_tags || call.headers.contains_key(&names::TAGS) {
        require("t")?;
    }
    if IMMUTABILITY.iter().any(|name| call.headers.contains_key(*name)) {
        require("i")?;
    }
    Ok(())
}

/// The headers that set a policy or a legal hold for a new blob.
const IMMUTABILITY: [&str; 3] =
    ["x-ms-immutability-policy-until-date", "x-ms-immutability-policy-mode", "x-ms-legal-hold"];

/// The letters of which one is enough.
fn any_of(operation: Operation, call: &Call) -> &'static str {
    if operation == Operation::DeleteBlob {
        if call.query("deletetype") == Some("permanent") {
            return "y";
        }
        if call.filled_query("versionid").is_some() {
            return "x";
        }
    }
    // The permission to delete a blob includes breaking its lease.
    if call.query("comp") == Some("lease") && call.header(&names::LEASE_ACTION) == Some("break") {
        return "wd";
    }
    operation.permissions()
}

/// Whether `c` is enough for a new blob here, and `w` is needed for an existing one. A snapshot is always new.
fn creates_blob(operation: Operation, any_of: &str) -> bool {
    any_of.contains('c') && !matches!(operation, Operation::SnapshotBlob | Operation::CreateContainer)
}
