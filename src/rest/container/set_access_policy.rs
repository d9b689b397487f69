//! Set Container ACL: the public access level and the stored access policies.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::ContainerRequestConditions;
use crate::rest::container::access_policy::AccessPolicyIdentifier;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::PublicAccessType;
use crate::rest::values::Timestamp;
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Set Container ACL.
    pub struct ContainerSetAccessPolicyOptions {
        /// Conditions on the container.
        conditions: ContainerRequestConditions,
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

/// Set Container ACL.
#[derive(Debug, Clone, Default)]
pub struct ContainerSetAccessPolicy {
    /// The public access level. Absent if there is no public access.
    pub access: Option<PublicAccessType>,
    /// The stored access policies, at most 5.
    pub container_acl: Vec<AccessPolicyIdentifier>,
    /// The caller's options.
    pub options: ContainerSetAccessPolicyOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    access: Option<PublicAccessType>,
    container_acl: Vec<AccessPolicyIdentifier>,
}

impl Operation for ContainerSetAccessPolicy {
    type Output = ContainerSetAccessPolicyResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-container-acl";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { access, container_acl } = arguments::parse(json)?;
        Ok(Self { access, container_acl, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("restype", "container");
        request.query("comp", "acl");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-blob-public-access", "access", self.access.as_ref())?;
        let policies = self.container_acl.iter().map(AccessPolicyIdentifier::to_xml);
        request.xml(&Element::new("SignedIdentifiers").children(policies))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerSetAccessPolicyResponse::from_headers(headers))
    }
}
