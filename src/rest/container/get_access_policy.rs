//! Get Container ACL: the public access level and the stored access policies.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::conditions::LeaseAccessConditions;
use crate::rest::container::access_policy::{self, AccessPolicyIdentifier};
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::PublicAccessType;
use crate::rest::values::Timestamp;
use serde::Serialize;

parameters! {
    /// Options of Get Container ACL.
    pub struct ContainerGetAccessPolicyOptions {
        /// The lease id, if the container is leased.
        conditions: LeaseAccessConditions,
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

impl Operation for ContainerGetAccessPolicyOptions {
    type Output = GetAccessPolicyAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-container-acl";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::ACCESS_POLICY;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("restype", "container");
        request.query("comp", "acl");
        if let Some(conditions) = &self.conditions {
            request.header("x-ms-lease-id", "options.conditions.leaseId", conditions.lease_id.as_ref())?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        Ok(GetAccessPolicyAnswer {
            headers: ContainerGetAccessPolicyHeaders::from_headers(headers),
            signed_identifiers: access_policy::read(body)?,
        })
    }
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetAccessPolicyAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ContainerGetAccessPolicyHeaders,
    /// The stored access policies.
    pub signed_identifiers: Vec<AccessPolicyIdentifier>,
}
