//! The engine's only error type: what went wrong, in which request, what the service reported, and whether the caller could
//! have prevented it. It never contains a secret: URLs are redacted before, and sensitive headers are left out.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// The result of anything in the engine that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kind of failure of an [`Error`]. It determines the JavaScript class that the caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// An argument has the wrong type or shape (`TypeError`).
    ArgumentType,
    /// An argument has the right type but a value that cannot be used (`RangeError`).
    ArgumentRange,
    /// The caller aborted the operation (`AbortError`).
    Aborted,
    /// The caller's credential failed to return a token; the caller's own error is thrown again.
    Credential,
    /// The request could not be sent, or the response could not be received (`RestError` without a status code).
    Transport,
    /// The service responded with an error (`RestError` with a status code).
    Service,
    /// The service's response could not be parsed (`RestError` with code `PARSE_ERROR`).
    Protocol,
    /// The copy ended, but not as requested: it failed, was aborted by another client, or was replaced (`Error`).
    Copy,
    /// A local file could not be read or written, or changed while it was read (`Error`, as Node has it).
    File,
    /// A defect in blobferry itself (`Error`).
    Internal,
}

/// The request that an error is about, without secrets: the signature is removed from the URL, and the
/// `Authorization` header is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestSummary {
    /// The HTTP method.
    pub method: String,
    /// The URL of the request, redacted.
    pub url: String,
    /// The headers that were sent, in order, without the sensitive ones.
    pub headers: Vec<(String, String)>,
}

/// The response that an error is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResponseSummary {
    /// The HTTP status code.
    pub status: u16,
    /// The headers of the response, in order.
    pub headers: Vec<(String, String)>,
    /// The body as text, when it was read.
    pub body: Option<String>,
}

/// The report of the service about a copy source that it could not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CopySourceError {
    /// The HTTP status with which the source responded to the service.
    pub status: Option<u16>,
    /// The source's error code.
    pub code: Option<String>,
    /// The source's message.
    pub message: Option<String>,
}

/// The file operation that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFailure {
    /// The system's error number, if Node has the same one.
    pub errno: Option<i32>,
    /// The system call: `open`, `write`.
    pub system_call: &'static str,
    /// The file, if Node names it.
    pub path: Option<String>,
}

/// The value that the caller's own code threw. JavaScript keeps it, under a number, as long as an error here has this.
pub trait CallerError: fmt::Debug + Send + Sync {
    /// The number.
    fn number(&self) -> u32;
}

/// An error of the engine. Cheap to move (one pointer) and to clone.
#[derive(Clone)]
pub struct Error(Arc<ErrorDetails>);

#[derive(Debug, Clone)]
struct ErrorDetails {
    kind: ErrorKind,
    message: String,
    code: Option<String>,
    argument: Option<String>,
    request: Option<RequestSummary>,
    response: Option<ResponseSummary>,
    copy_source: Option<CopySourceError>,
    caller_error: Option<Arc<dyn CallerError>>,
    service_fields: Vec<(String, String)>,
    file: Option<FileFailure>,
    attempts: u32,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Creates an error of a kind with a message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(ErrorDetails {
            kind,
            message: message.into(),
            code: None,
            argument: None,
            request: None,
            response: None,
            copy_source: None,
            caller_error: None,
            service_fields: Vec::new(),
            file: None,
            attempts: 0,
            source: None,
        }))
    }

    /// An argument of the wrong type or shape. `argument` is the name as the caller wrote it, such as
    /// `options.metadata`.
    pub fn argument_type(argument: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentType, message).with_argument(argument)
    }

    /// An argument whose value cannot be used.
    pub fn argument_range(argument: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentRange, message).with_argument(argument)
    }

    /// The caller aborted the operation.
    pub fn aborted() -> Self {
        Self::new(ErrorKind::Aborted, "The operation was aborted.")
    }

    /// Adds the error code: the service's, or the operating system's such as `ECONNREFUSED`.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.details_mut().code = Some(code.into());
        self
    }

    /// Adds the name of the argument that is wrong.
    #[must_use]
    pub fn with_argument(mut self, argument: impl Into<String>) -> Self {
        self.details_mut().argument = Some(argument.into());
        self
    }

    /// Adds the request that failed.
    #[must_use]
    pub fn with_request(mut self, request: RequestSummary) -> Self {
        self.details_mut().request = Some(request);
        self
    }

    /// Adds the response that was received.
    #[must_use]
    pub fn with_response(mut self, response: ResponseSummary) -> Self {
        self.details_mut().response = Some(response);
        self
    }

    /// Adds what the service reported about the copy's source.
    #[must_use]
    pub fn with_copy_source(mut self, copy_source: CopySourceError) -> Self {
        self.details_mut().copy_source = Some(copy_source);
        self
    }

    /// Adds what the caller's own code threw.
    #[must_use]
    pub fn with_caller_error(mut self, thrown: Arc<dyn CallerError>) -> Self {
        self.details_mut().caller_error = Some(thrown);
        self
    }

    /// Adds further elements of the service's error body, by name.
    #[must_use]
    pub fn with_service_fields(mut self, fields: Vec<(String, String)>) -> Self {
        self.details_mut().service_fields = fields;
        self
    }

    /// As [`Error::with_caller_error`], with only the number.
    #[cfg(test)]
    #[must_use]
    pub fn with_credential_error(self, number: u32) -> Self {
        #[derive(Debug)]
        struct Number(u32);
        impl CallerError for Number {
            fn number(&self) -> u32 {
                self.0
            }
        }
        self.with_caller_error(Arc::new(Number(number)))
    }

    /// Adds the number of attempts.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.details_mut().attempts = attempts;
        self
    }

    /// Adds the file operation that failed.
    #[must_use]
    pub fn with_file(mut self, file: FileFailure) -> Self {
        self.details_mut().file = Some(file);
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.details_mut().source = Some(Arc::new(source));
        self
    }

    /// Replaces the message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.details_mut().message = message.into();
        self
    }

    fn details_mut(&mut self) -> &mut ErrorDetails {
        Arc::make_mut(&mut self.0)
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The message, for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The error code: the service's (`BlobNotFound`) or the operating system's (`ECONNREFUSED`).
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The argument that is wrong.
    pub fn argument(&self) -> Option<&str> {
        self.0.argument.as_deref()
    }

    /// The request that failed.
    pub fn request(&self) -> Option<&RequestSummary> {
        self.0.request.as_ref()
    }

    /// The response that was received.
    pub fn response(&self) -> Option<&ResponseSummary> {
        self.0.response.as_ref()
    }

    /// The HTTP status, when there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// The report of the service about the copy's source.
    pub fn copy_source(&self) -> Option<&CopySourceError> {
        self.0.copy_source.as_ref()
    }

    /// The value that the caller's own code threw.
    pub fn caller_error(&self) -> Option<&Arc<dyn CallerError>> {
        self.0.caller_error.as_ref()
    }

    /// The number under which the caller's own error is kept.
    pub fn credential_error(&self) -> Option<u32> {
        self.0.caller_error.as_ref().map(|thrown| thrown.number())
    }

    /// Further elements of the service's error body, by name.
    pub fn service_fields(&self) -> &[(String, String)] {
        &self.0.service_fields
    }

    /// The file operation that failed.
    pub fn file(&self) -> Option<&FileFailure> {
        self.0.file.as_ref()
    }

    /// The number of attempts; 0 if nothing was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}
