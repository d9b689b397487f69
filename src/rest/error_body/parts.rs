//! The parts of an error that are read from a body.

/// The parts that were found in a body, which may be any text from any sender.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The error code.
    pub code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The elements of the service's own `<Error>`, except code and message.
    pub fields: Vec<(String, String)>,
}
