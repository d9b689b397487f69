//! Sends one request once, over connections that all pipelines of the process share.

use futures_util::future::BoxFuture;

use crate::error::{Error, ErrorKind, Result};
use crate::http::pipeline::{PipelineOptions, Transport};
use crate::http::{Request, Response};

/// Sends requests over HTTP/1.1.
pub struct HttpTransport {}

impl HttpTransport {
    /// Makes a transport. Reads the process's environment (proxy, certificates), so call it on the thread that may
    /// change it: JavaScript's.
    ///
    /// # Errors
    /// `ArgumentRange` when the proxy's address cannot be used.
    pub fn new(options: &PipelineOptions) -> Result<Self> {
        let _ = options;
        Ok(Self {})
    }
}

impl Transport for HttpTransport {
    fn send<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async { Err(Error::new(ErrorKind::Transport, "not there yet")) })
    }
}
