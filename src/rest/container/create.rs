//! Create Container.

use http::{HeaderMap, Method};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{ContainerEncryptionScope, PublicAccessType};
use crate::rest::values::{NameValues, Timestamp};

parameters! {
    /// Options of Create Container.
    pub struct ContainerCreateOptions {
        /// The metadata of the container.
        metadata: NameValues,
        /// The public access level. Absent if there is no public access.
        access: PublicAccessType,
        /// The encryption scope of blobs in the container.
        container_encryption_scope: ContainerEncryptionScope,
    }
}

header_response! {
    /// The response of Create Container.
    pub struct ContainerCreateResponse {
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

impl Operation for ContainerCreateOptions {
    type Output = ContainerCreateResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/create-container";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[201];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.query("restype", "container");
        request.metadata("options.metadata", self.metadata.as_ref())?;
        request.header("x-ms-blob-public-access", "options.access", self.access.as_ref())?;
        if let Some(scope) = &self.container_encryption_scope {
            let argument = "options.containerEncryptionScope";
            request.header("x-ms-default-encryption-scope", argument, scope.default_encryption_scope.as_ref())?;
            let prevent = scope.prevent_encryption_scope_override.as_ref();
            request.header("x-ms-deny-encryption-scope-override", argument, prevent)?;
        }
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ContainerCreateResponse::from_headers(headers))
    }
}
