//! How the types that many operations share are written into a request.

use crate::base::error::Result;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobHTTPHeaders, CpkInfo, FileShareTokenIntent, HttpAuthorization, Secret};
use crate::rest::versions;

impl BlobHTTPHeaders {
    /// Writes the properties that the blob gets.
    pub(crate) fn write(&self, request: &mut RequestWriter, argument: &str) -> Result<()> {
        request.header("x-ms-blob-cache-control", argument, self.blob_cache_control.as_ref())?;
        request.header("x-ms-blob-content-type", argument, self.blob_content_type.as_ref())?;
        request.header("x-ms-blob-content-md5", argument, self.blob_content_md5.as_ref())?;
        request.header("x-ms-blob-content-encoding", argument, self.blob_content_encoding.as_ref())?;
        request.header("x-ms-blob-content-language", argument, self.blob_content_language.as_ref())?;
        request.header("x-ms-blob-content-disposition", argument, self.blob_content_disposition.as_ref())
    }
}

impl HttpAuthorization {
    /// Writes what opens the source of a copy. Half of it is nothing.
    pub(crate) fn write_source(&self, request: &mut RequestWriter) -> Result<()> {
        let Self { scheme: Some(scheme), value: Some(value) } = self else { return Ok(()) };
        let authorization = Secret(format!("{scheme} {}", value.0));
        request.secret("x-ms-copy-source-authorization", "options.sourceAuthorization", Some(&authorization))
    }
}

impl FileShareTokenIntent {
    /// Writes how the token is meant that opens a source in Azure Files.
    pub(crate) fn write_source(&self, request: &mut RequestWriter) -> Result<()> {
        request.at_least(versions::NEWEST_FEATURES);
        request.header("x-ms-file-request-intent", "options.sourceShareTokenIntent", Some(self))
    }
}

impl CpkInfo {
    /// Writes the key that the source of a copy is encrypted with.
    pub(crate) fn write_source(&self, request: &mut RequestWriter) -> Result<()> {
        request.at_least(versions::NEWEST_FEATURES);
        let argument = "options.sourceCustomerProvidedKey";
        request.secret("x-ms-source-encryption-key", argument, self.encryption_key.as_ref())?;
        request.header("x-ms-source-encryption-key-sha256", argument, self.encryption_key_sha256.as_ref())?;
        request.header("x-ms-source-encryption-algorithm", argument, self.encryption_algorithm.as_ref())
    }
}

impl ModifiedAccessConditions {
    /// Writes the conditions for the blob that the request names, for operations that take no lease.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let conditions = BlobRequestConditions {
            if_match: self.if_match.clone(),
            if_none_match: self.if_none_match.clone(),
            if_modified_since: self.if_modified_since,
            if_unmodified_since: self.if_unmodified_since,
            tag_conditions: self.tag_conditions.clone(),
            lease_id: None,
        };
        conditions.write(request)
    }
}
