//! Get Container ACL: the public access level and the stored access policies.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::access_policy::AccessPolicyIdentifier;
use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::shared::PublicAccessType;
use crate::rest::values::Timestamp;
use crate::rest::{access_policy, limits};

parameters! {
    /// Options of Get Container ACL.
    pub struct ContainerGetAccessPolicyOptions {
        /// The lease id, if the container is leased.
        conditions: LeaseAccessConditions = group(LeaseAccessConditions::FIELDS),
    }
}

header_response! {
    /// The response headers of Get Container ACL.
    pub struct ContainerGetAccessPolicyHeaders {
        /// The public access level. Absent if there is no public access.
        blob_public_access: PublicAccessType = "x-ms-blob-public-access",
        /// The `ETag` of the container.
        etag: String = "etag",
        /// When the container was last modified.
        last_modified: Timestamp = "last-modified",
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
    ContainerGetAccessPolicyOptions as "ContainerGetAccessPolicy",
    page: "get-container-acl",
    method: GET,
    query: { "restype" = "container", "comp" = "acl" },
    success: [200],
    repeat: Safe,
    response: ContainerGetAccessPolicyHeaders with SignedIdentifiers = read,
    limit: limits::ACCESS_POLICY,
    untyped: true,
}

/// The policies, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIdentifiers {
    /// The policies.
    pub signed_identifiers: Vec<AccessPolicyIdentifier>,
}

fn read(document: &[u8]) -> Result<SignedIdentifiers> {
    Ok(SignedIdentifiers { signed_identifiers: access_policy::read(document)? })
}
