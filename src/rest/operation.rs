//! What every operation says of itself.

use serde::ser::Serialize;

use crate::base::error::Result;
use crate::http::{BodyLimit, Expected, Repeat, Request};
use crate::rest::request_writer::RequestWriter;
use crate::rest::slices::SliceWriter;

/// One REST operation. The implementing type holds what the caller passes; [`Operation::Output`] is what the caller gets.
pub trait Operation: Sized + Send + Sync {
    /// What the service answers.
    type Output: Serialize + Send + 'static;

    /// The page that describes the operation.
    const REST_PAGE: &'static str;

    /// The HTTP method.
    const METHOD: http::Method;

    /// The HTTP statuses that mean success.
    const SUCCESS: &'static [u16];

    /// How long the body of a success can be. Of most operations it has none; whatever comes there is not kept.
    const ANSWER: BodyLimit = BodyLimit::UNREAD;

    /// Whether the answer's body is a secret, which no error may show.
    const SECRET_ANSWER: bool = false;

    /// Whether the request may be sent again after it may have taken effect.
    const REPEAT: Repeat;

    /// The same for this request, where it depends on what the caller passed.
    fn repeat(&self) -> Repeat {
        Self::REPEAT
    }

    /// Reads what the caller passed.
    ///
    /// # Errors
    /// An argument error that names the option that has the wrong type.
    fn parse(json: &str) -> Result<Self>;

    /// Writes query parameters, headers and body.
    ///
    /// # Errors
    /// An argument error that names the option that cannot be sent.
    fn write(&self, request: &mut RequestWriter) -> Result<()>;

    /// Reads a successful answer.
    ///
    /// # Errors
    /// A protocol error when the body is not what the operation answers.
    fn read(headers: &http::HeaderMap, body: &[u8]) -> Result<Self::Output>;

    /// The request for `url`, ready for the pipeline.
    ///
    /// # Errors
    /// As [`Operation::write`].
    fn request(&self, url: url::Url) -> Result<Request> {
        let mut writer = RequestWriter::new(Self::METHOD, url);
        self.write(&mut writer)?;
        let mut request = writer.finish();
        request.repeat = self.repeat();
        request.expected = Expected { success: Self::SUCCESS, limit: Self::ANSWER };
        Ok(request)
    }
}

/// An operation whose answer has lists that can be long.
pub trait ListOperation: Operation {
    /// The names of the lists, in the order in which they are handed on.
    const LISTS: &'static [&'static str];

    /// Reads a successful answer as [`Operation::read`] does, but writes the lists' elements to `slices`: the output's own
    /// lists stay empty.
    ///
    /// # Errors
    /// As [`Operation::read`].
    fn read_in_slices(headers: &http::HeaderMap, body: &[u8], slices: &mut SliceWriter) -> Result<Self::Output>;
}
