//! The failure of a request: the service's status, error code and message, and additional headers.

use std::borrow::Cow;

use http::HeaderName;

/// The result of anything that responds with an error of the service.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// An error of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// The service's error code, as in `x-ms-error-code`.
    pub code: &'static str,
    /// The first line of the message.
    pub message: Cow<'static, str>,
    /// Details about the credential, if the service returns them.
    pub detail: Option<String>,
    /// Additional headers, besides those of every response.
    pub headers: Vec<(HeaderName, String)>,
}

impl Failure {
    /// An error with a message that never changes.
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message), detail: None, headers: Vec::new() }
    }

    /// The same error with one more header.
    pub fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A header has an invalid value.
    pub const fn invalid_header() -> Self {
        Self::new(400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format.")
    }

    /// A query parameter has an invalid value.
    pub const fn invalid_query() -> Self {
        Self::new(
            400,
            "InvalidQueryParameterValue",
            "Value for one of the query parameters specified in the request URI is invalid.",
        )
    }

    /// A name is below one that is a file.
    pub const fn path_is_no_directory() -> Self {
        Self::new(
            409,
            "ResourceTypeMismatch",
            "The specified resource type does not match the type of the existing resource.",
        )
    }

    /// The path is invalid.
    pub const fn invalid_uri() -> Self {
        Self::new(400, "InvalidUri", "The requested URI does not represent any resource on the server.")
    }

    /// The simulator does not support this operation yet.
    pub const fn not_implemented() -> Self {
        Self::new(501, "NotImplemented", "The requested operation is not implemented on the specified resource.")
    }

    /// There is no such container.
    pub const fn container_not_found() -> Self {
        Self::new(404, "ContainerNotFound", "The specified container does not exist.")
    }

    /// A container of this name exists.
    pub const fn container_already_exists() -> Self {
        Self::new(409, "ContainerAlreadyExists", "The specified container already exists.")
    }

    /// There is no such blob.
    pub const fn blob_not_found() -> Self {
        Self::new(404, "BlobNotFound", "The specified blob does not exist.")
    }

    /// There is no such resource, or it may not be revealed without a credential.
    pub const fn resource_not_found() -> Self {
        Self::new(404, "ResourceNotFound", "The specified resource does not exist.")
    }

    /// A condition on the request's own resource is not met.
    pub const fn condition_not_met() -> Self {
        Self::new(412, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.")
    }

    /// The condition of a read requires a newer state, and there is none.
    pub fn not_modified() -> Self {
        Self { status: 304, ..Self::condition_not_met() }
    }

    /// A condition on the source of a copy is not met.
    pub const fn source_condition_not_met() -> Self {
        Self::new(
            412,
            "SourceConditionNotMet",
            "The source condition specified using HTTP conditional header(s) is not met.",
        )
    }

    /// `If-None-Match: *`, and the blob exists.
    pub const fn blob_already_exists() -> Self {
        Self::new(409, "BlobAlreadyExists", "The specified blob already exists.")
    }

    /// The blob is of another type than the operation needs.
    pub const fn invalid_blob_type() -> Self {
        Self::new(409, "InvalidBlobType", "The blob type is invalid for this operation.")
    }

    /// The blob must leave the archive first.
    pub const fn archived() -> Self {
        Self::new(409, "BlobArchived", "This operation is not permitted on an archived blob.")
    }

    /// A copy to this blob has not ended yet.
    pub const fn pending_copy() -> Self {
        Self::new(409, "PendingCopyOperation", "There is currently a pending copy operation.")
    }

    /// The source of a copy could not be read; with the response of the source.
    pub fn cannot_verify_copy_source(source: &Self) -> Self {
        let mut failure = Self {
            status: source.status,
            code: "CannotVerifyCopySource",
            message: source.message.clone(),
            detail: None,
            headers: Vec::new(),
        };
        if failure.status == 404 {
            failure.message = Cow::Borrowed("The specified resource does not exist.");
        }
        failure
            .with_header(HeaderName::from_static("x-ms-copy-source-status-code"), source.status.to_string())
            .with_header(HeaderName::from_static("x-ms-copy-source-error-code"), source.code)
    }
}
