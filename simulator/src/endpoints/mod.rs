//! The handlers of the ports of the Blob service and of the File service.

mod files;

use std::io;
use std::sync::Arc;

use http::Response;
use http::request::Parts;

use crate::body::Body;
use crate::received::Received;
use crate::server::{Handler, ResetUpload};
use crate::service::Service;
pub use files::Files;

/// Handles requests to the Blob service.
#[derive(Debug)]
pub struct Blobs(pub Arc<Service>);

impl Handler for Blobs {
    fn before_body(&self, parts: &Parts) -> Option<ResetUpload> {
        self.0.before_body(parts)
    }

    fn upload_was_reset(&self, parts: Parts, reset: &ResetUpload) {
        self.0.upload_was_reset(parts, reset);
    }

    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        self.0.respond(received).await
    }
}
