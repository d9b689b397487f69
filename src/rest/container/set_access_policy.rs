//! Set Container ACL: the public access level and the stored access policies.

use crate::base::error::Result;
use crate::rest::access_policy::AccessPolicyIdentifier;
use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::PublicAccessType;
use crate::rest::values::Timestamp;
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Set Container ACL.
    pub struct ContainerSetAccessPolicyOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions = group(ContainerRequestConditions::FIELDS),
    }
}

header_response! {
    /// The response of Set Container ACL.
    pub struct ContainerSetAccessPolicyResponse {
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
    /// Set Container ACL.
    pub struct ContainerSetAccessPolicy as "ContainerSetAccessPolicy" {
        /// The public access level. Absent if there is no public access.
        access: Option<PublicAccessType> = header("x-ms-blob-public-access"),
        /// The stored access policies, at most 5.
        container_acl: Vec<AccessPolicyIdentifier>,
    }
    options: ContainerSetAccessPolicyOptions,
    page: "set-container-acl",
    method: PUT,
    query: { "restype" = "container", "comp" = "acl" },
    success: [200],
    repeat: Safe,
    body: write_policies,
    response: ContainerSetAccessPolicyResponse,
}

fn write_policies(operation: &ContainerSetAccessPolicy, request: &mut RequestWriter) -> Result<()> {
    let policies = operation.container_acl.iter().map(AccessPolicyIdentifier::to_xml);
    request.xml(&Element::new("SignedIdentifiers").children(policies))
}
