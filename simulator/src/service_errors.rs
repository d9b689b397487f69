//! The errors of append blobs, of page blobs, of incremental copies and of sources:
//! <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>.

use http::HeaderName;

use crate::failure::Failure;
use crate::names;

impl Failure {
    /// A required header is missing.
    pub fn missing_header(name: &HeaderName) -> Self {
        let message = "An HTTP header that's mandatory for this request is not specified.";
        let failure = Self::new(400, "MissingRequiredHeader", "");
        Self { message: format!("{message} HeaderName: {name}").into(), ..failure }
    }

    /// The body is too long for the operation.
    pub fn too_large(limit: u64) -> Self {
        let message = "The request body is too large and exceeds the maximum permissible limit.";
        let failure = Self::new(413, "RequestBodyTooLarge", "");
        Self { message: format!("{message} MaxLimit: {limit}").into(), ..failure }
    }

    /// The bytes that arrived are not those that were sent.
    pub const fn md5_mismatch() -> Self {
        let message =
            "The MD5 value specified in the request did not match with the MD5 value calculated by the server.";
        Self::new(400, "Md5Mismatch", message)
    }

    /// The bytes that arrived are not those that were sent.
    pub const fn crc64_mismatch() -> Self {
        let message =
            "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server.";
        Self::new(400, "Crc64Mismatch", message)
    }

    /// The blob is sealed.
    pub const fn sealed() -> Self {
        let message = "The specified blob is sealed, and its contents can't be modified unless the blob is re-created after a delete.";
        Self::new(409, "BlobIsSealed", message)
    }

    /// The blob does not end where the request says.
    pub const fn append_position() -> Self {
        let message = "The append position condition specified was not met.";
        Self::new(412, "AppendPositionConditionNotMet", message)
    }

    /// The blob would become longer than the request allows.
    pub const fn max_size() -> Self {
        Self::new(412, "MaxBlobSizeConditionNotMet", "The max blob size condition specified was not met.")
    }

    /// The blob has the maximum number of blocks.
    pub const fn too_many_blocks() -> Self {
        let message = "The committed block count cannot exceed the maximum limit of 50,000 blocks.";
        Self::new(409, "BlockCountExceedsLimit", message)
    }

    /// The range does not consist of pages, or is not within the blob.
    pub const fn page_range() -> Self {
        Self::new(416, "InvalidPageRange", "The page range specified is invalid.")
    }

    /// The sequence number is not what the request says.
    pub const fn sequence_number() -> Self {
        let message = "The sequence number condition specified was not met.";
        Self::new(412, "SequenceNumberConditionNotMet", message)
    }

    /// The source of a copy is of a type that the operation does not support.
    pub const fn invalid_source_type() -> Self {
        Self::new(409, "InvalidSourceBlobType", "The copy source blob type is invalid for this operation.")
    }

    /// Only incremental copies write to this blob, and only its snapshots are read.
    pub const fn incremental_blob() -> Self {
        let message = "The specified operation is not allowed on an incremental copy blob.";
        Self::new(409, "OperationNotAllowedOnIncrementalCopyBlob", message)
    }

    /// The source is too long for a synchronous copy.
    pub fn source_too_large(mebibytes: u64) -> Self {
        let message = "The source request body is too large and exceeds the maximum permissible limit";
        let failure = Self::new(409, "CannotVerifyCopySource", "");
        Self { message: format!("{message} ({mebibytes}MB).").into(), ..failure }
    }

    /// The operation timed out.
    pub const fn operation_timed_out() -> Self {
        Self::new(500, "OperationTimedOut", "Operation could not be completed within the permitted time.")
    }

    /// The blob is encrypted with a key that the request does not have.
    pub const fn other_key() -> Self {
        Self::new(
            409,
            "BlobUsesCustomerSpecifiedEncryption",
            "The blob is encrypted with customer specified encryption, but it was not provided in the request.",
        )
    }

    /// The request has a customer-provided key, and the blob is not encrypted with one.
    pub const fn unused_key() -> Self {
        Self::new(
            409,
            "BlobDoesNotUseCustomerSpecifiedEncryption",
            "The blob is not encrypted with customer specified encryption, but it was provided in the request.",
        )
    }

    /// The stored hash is invalid.
    pub const fn invalid_md5() -> Self {
        let message =
            "The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64-encoded.";
        Self::new(400, "InvalidMd5", message)
    }

    /// An operation that an account with a hierarchical namespace does not support.
    pub const fn not_with_directories() -> Self {
        let message = "This feature is not yet supported for hierarchical namespace accounts.";
        Self::new(409, "FeatureNotYetSupportedForHierarchicalNamespaceAccounts", message)
    }

    /// The source's server cannot be reached, or does not respond.
    pub const fn source_silent() -> Self {
        let message = "Could not verify the copy source within the specified time.";
        Self::new(500, "CannotVerifyCopySource", message)
    }

    /// The source's server responded with an error: the status is passed on, unless it is a server error.
    pub fn source_responded(status: u16, code: Option<&str>, message: Option<String>) -> Self {
        let mut failure = match status {
            400..500 => Self { status, ..Self::source_silent() },
            // A redirection is not followed.
            300..400 => Self { status: 400, ..Self::source_silent() },
            _ => Self::source_silent(),
        };
        if status == 404 {
            failure.message = "The specified resource does not exist.".into();
        } else if let (Some(message), 400..500) = (message, status) {
            failure.message = message.into();
        }
        let failure = failure.with_header(names::COPY_SOURCE_STATUS_CODE, status.to_string());
        match code {
            Some(code) => failure.with_header(names::COPY_SOURCE_ERROR_CODE, code),
            None => failure,
        }
    }
}
