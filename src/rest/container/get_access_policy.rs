//! Get Container ACL: who may read without credentials, and the policies that signatures refer to.

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
    /// Options of reading who may use a container.
    pub struct ContainerGetAccessPolicyOptions {
        /// The lease that the container is held under.
        conditions: LeaseAccessConditions,
    }
}

header_response! {
    /// What the headers of a container's policies tell.
    pub struct ContainerGetAccessPolicyHeaders {
        /// Who may read without credentials; nobody when absent.
        blob_public_access: PublicAccessType = "x-ms-blob-public-access",
        /// The container's `ETag`.
        etag: String = "etag",
        /// When the container last changed.
        last_modified: Timestamp = "last-modified",
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

/// What the service answers: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GetAccessPolicyAnswer {
    /// What the headers tell.
    #[serde(flatten)]
    pub headers: ContainerGetAccessPolicyHeaders,
    /// The policies.
    pub signed_identifiers: Vec<AccessPolicyIdentifier>,
}
