//! The control endpoint: scripts and observes the service over HTTP, on a port of its own, so that no blob's URL can
//! collide with it. What can be asked is in [`routes`].

pub mod ask;
mod put_file;
mod routes;

use std::io;
use std::sync::Arc;

use http::Response;
use http::request::Parts;

use crate::answer::Ids;
use crate::body::Body;
use crate::server::{Handler, Received, ResetUpload};
use crate::service::Service;
use ask::Ask;

/// Answers what the control endpoint is asked.
#[derive(Debug)]
pub struct Control(pub Arc<Service>);

/// Answers what the service is asked.
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
        self.0.answer(received).await
    }
}

impl Handler for Control {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let Received { parts, body, .. } = received;
        let answer = ask::answer(routes::ROUTES, &self.0, &Ask { parts: &parts, body: &body.make() });
        Ok(answer.finish(&Ids::new(&parts.headers), &parts.method))
    }
}
