//! The traits of operations.

use serde::ser::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::{Expected, ReadResponse, Repeat, Request};
use crate::rest::declaration::Declaration;
use crate::rest::request_writer::RequestWriter;
use crate::rest::slices::SliceWriter;

/// What callers pass to an operation: arguments and options, in one object.
pub trait Parameters: Sized {
    /// Reads the object: the arguments by name, and `options`.
    ///
    /// # Errors
    /// An argument error that names what has the wrong type.
    fn from_json(json: &str) -> Result<Self>;

    /// Writes each value to its place.
    ///
    /// # Errors
    /// An argument error that names what cannot be sent.
    fn write_parameters(&self, request: &mut RequestWriter) -> Result<()>;
}

/// One REST operation, declared by `operation!`. The implementing type holds what the caller passes.
/// [`Operation::Output`] is the result.
pub trait Operation: Parameters + Send + Sync {
    /// The result.
    type Output: Serialize + Send + 'static;

    /// What all its requests have in common.
    const DECLARATION: &'static Declaration;

    /// Writes what no table covers: a body, and the few headers that depend on several values.
    ///
    /// # Errors
    /// An argument error that names what cannot be sent.
    fn write_body(&self, _request: &mut RequestWriter) -> Result<()> {
        Ok(())
    }

    /// Whether this request may be repeated, if that depends on what the caller passed.
    fn repeat(&self) -> Repeat {
        Self::DECLARATION.repeat
    }

    /// Reads a successful response.
    ///
    /// # Errors
    /// A protocol error when the body is not that of this operation.
    fn read(headers: &http::HeaderMap, body: &[u8]) -> Result<Self::Output>;

    /// Reads a successful response as [`Operation::read`] does, but writes the elements of its lists to `slices`. The
    /// lists of the result stay empty.
    ///
    /// # Errors
    /// As [`Operation::read`].
    fn read_in_slices(headers: &http::HeaderMap, body: &[u8], _slices: &mut SliceWriter) -> Result<Self::Output> {
        Self::read(headers, body)
    }

    /// Passes the types of the operation to the generator of the TypeScript files.
    #[cfg(feature = "typescript")]
    fn describe(types: &mut crate::rest::typescript_types::Types);

    /// The request for `url`, for the pipeline.
    ///
    /// # Errors
    /// As [`Parameters::write_parameters`].
    fn request(&self, url: url::Url) -> Result<Request> {
        let mut writer = RequestWriter::declared(Self::DECLARATION, url);
        self.write_parameters(&mut writer)?;
        self.write_body(&mut writer)?;
        let mut request = writer.finish();
        request.repeat = self.repeat();
        request.expected = Expected { success: Self::DECLARATION.success, limit: Self::DECLARATION.limit };
        request.parse = Some(read_response::<Self>);
        Ok(request)
    }
}

/// Reads a successful response of an operation, as it crosses to JavaScript.
///
/// # Errors
/// As [`Operation::read`].
pub fn read_response<O: Operation>(headers: &http::HeaderMap, body: &[u8]) -> Result<ReadResponse> {
    let lists = O::DECLARATION.lists;
    let mut slices = SliceWriter::new(lists);
    let result = O::read_in_slices(headers, body, &mut slices)?;
    let json = serde_json::to_string(&result).map_err(|error| {
        Error::new(ErrorKind::Internal, format!("An answer could not be written as JSON: {error}."))
    })?;
    let bytes = if lists.is_empty() { (!body.is_empty()).then(|| body.to_vec()) } else { Some(slices.finish(body)?) };
    Ok(ReadResponse { json, bytes })
}

/// Visits every operation of the registry ([`crate::rest::visit`]).
pub trait Visitor {
    /// Visits one operation.
    fn operation<O: Operation>(&mut self);
}
