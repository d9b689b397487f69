//! Which permissions a request takes, in the letters of a SAS. The table of operations has one line for each; what
//! depends on the request or on what is there already is here.
//!
//! See [Permissions of a service SAS](https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob)
//! and [of an account SAS](https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-permissions-by-operation).

use crate::auth::Rejection;
use crate::names;
use crate::operation::Operation;
use crate::request::Call;

/// Rejects a request whose sender lacks a permission. `require` rejects unless any one of some letters is granted;
/// `exists` says whether the blob is there already, and is asked only when that matters.
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

/// The headers that put a new blob under a policy or a legal hold.
const IMMUTABILITY: [&str; 3] =
    ["x-ms-immutability-policy-until-date", "x-ms-immutability-policy-mode", "x-ms-legal-hold"];

/// The letters any one of which is enough.
fn any_of(operation: Operation, call: &Call) -> &'static str {
    if operation == Operation::DeleteBlob {
        if call.query("deletetype") == Some("permanent") {
            return "y";
        }
        if call.filled_query("versionid").is_some() {
            return "x";
        }
    }
    // Who may delete a blob may break the lease that is in the way.
    if call.query("comp") == Some("lease") && call.header(&names::LEASE_ACTION) == Some("break") {
        return "wd";
    }
    operation.permissions()
}

/// Whether `c` stands for a new blob here, and `w` is needed where there is one. A snapshot is new every time.
fn creates_blob(operation: Operation, any_of: &str) -> bool {
    any_of.contains('c') && !matches!(operation, Operation::SnapshotBlob | Operation::CreateContainer)
}
