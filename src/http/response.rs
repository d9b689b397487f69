//! One HTTP response, whose body may still be arriving.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::HeaderMap;

use crate::base::error::{CallerError, Error};
use crate::http::Spelling;
use crate::http::connection_task::ConnectionTask;

/// The body of a response.
pub enum ResponseBody {
    /// All bytes.
    Full(Bytes),
    /// Pieces as they arrive. An error ends the body.
    Stream(BoxStream<'static, Result<Bytes, Error>>),
}

impl ResponseBody {
    /// The body, if all of it was read.
    #[must_use]
    pub fn read(self) -> Option<Bytes> {
        match self {
            Self::Full(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }

    /// Takes the body and leaves an empty one.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Full(Bytes::new()))
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(bytes) => write!(f, "Full({} bytes)", bytes.len()),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// One HTTP response.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The headers. The pipeline joins repeated ones, as Node does.
    pub headers: HeaderMap,
    /// The spelling of metadata names, if the connection recorded it.
    pub spelling: Spelling,
    /// The body.
    pub body: ResponseBody,
    /// The task that drives the connection of the body, if it carries large bodies.
    pub task: Option<ConnectionTask>,
    /// The number of attempts. 1 means that the first one succeeded.
    pub attempts: u32,
    /// Additions to an error for this response: why it was not followed, waited for, or read to its end.
    /// Sentences.
    pub notes: Vec<String>,
    /// Why the body of an error response is incomplete. `body` has what was read.
    pub broken: Option<Error>,
    /// The error that a policy got for this response, if the policy passed it on: the caller gets the same one.
    pub caller_error: Option<Arc<dyn CallerError>>,
}

impl Response {
    /// A response as it was received.
    #[must_use]
    pub fn new(status: u16, headers: HeaderMap, body: ResponseBody) -> Self {
        Self {
            status,
            headers,
            spelling: Spelling::default(),
            body,
            task: None,
            attempts: 1,
            notes: Vec::new(),
            broken: None,
            caller_error: None,
        }
    }
}
