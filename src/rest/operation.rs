//! The traits of operations.

use serde::ser::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::{Expected, ParseResponse, ReadResponse, Repeat, Request};
use crate::rest::declaration::Declaration;
use crate::rest::request_writer::RequestWriter;
use crate::rest::slices::SliceWriter;

/// The arguments of an operation and its options, in one object.
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

    /// The common properties of all its requests.
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
        write(self, Self::DECLARATION, read_response::<Self>, url)
    }
}

/// The parts of writing a request that differ between operations. The rest is compiled once.
trait WriteRequest {
    fn write(&self, request: &mut RequestWriter) -> Result<()>;
    fn repeat(&self) -> Repeat;
}

impl<O: Operation> WriteRequest for O {
    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        self.write_parameters(request)?;
        self.write_body(request)
    }

    fn repeat(&self) -> Repeat {
        Operation::repeat(self)
    }
}

fn write(
    operation: &dyn WriteRequest,
    declaration: &Declaration,
    parse: ParseResponse,
    url: url::Url,
) -> Result<Request> {
    let mut writer = RequestWriter::declared(declaration, url);
    operation.write(&mut writer)?;
    let mut request = writer.finish();
    request.operation = Some(declaration.name);
    request.repeat = operation.repeat();
    request.expected = Expected { success: declaration.success, limit: declaration.limit };
    request.parse = Some(parse);
    Ok(request)
}

/// Reads a successful response of an operation, as it crosses to JavaScript.
///
/// # Errors
/// As [`Operation::read`].
pub fn read_response<O: Operation>(headers: &http::HeaderMap, body: &[u8]) -> Result<ReadResponse> {
    let mut slices = SliceWriter::new(O::DECLARATION.lists);
    let result = O::read_in_slices(headers, body, &mut slices)?;
    finish(serde_json::to_string(&result), O::DECLARATION.lists, slices, body)
}

/// The part of [`read_response`] that all operations share.
fn finish(json: serde_json::Result<String>, lists: &[&str], slices: SliceWriter, body: &[u8]) -> Result<ReadResponse> {
    let json = json.map_err(|error| {
        Error::new(ErrorKind::Internal, format!("A response could not be written as JSON: {error}."))
    })?;
    let bytes = if lists.is_empty() { (!body.is_empty()).then(|| body.to_vec()) } else { Some(slices.finish(body)?) };
    Ok(ReadResponse { json, bytes })
}

/// Whether an argument of this type, as it is written in a declaration, may be missing in a call.
pub const fn may_be_missing(argument: &str) -> bool {
    is_prefix(b"Option", argument.as_bytes())
        || is_prefix(b"bool", argument.as_bytes())
        || is_suffix(b"default", argument.as_bytes())
}

const fn is_prefix(start: &[u8], text: &[u8]) -> bool {
    match text.split_at_checked(start.len()) {
        Some((there, _)) => is_same(there, start),
        None => false,
    }
}

const fn is_suffix(end: &[u8], text: &[u8]) -> bool {
    match text.split_at_checked(text.len().saturating_sub(end.len())) {
        Some((_, there)) => is_same(there, end),
        None => false,
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Visits every operation of the registry ([`crate::rest::visit`]).
pub trait Visitor {
    /// Visits one operation.
    fn operation<O: Operation>(&mut self);
}
