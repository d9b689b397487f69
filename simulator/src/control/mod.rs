//! The control endpoint: scripts and observes the service over HTTP, on its own port, so that no blob's URL can
//! collide with it. Its requests are in [`routes`].

mod digests;
mod put_file;
pub mod request;
mod routes;
mod tokens;

use std::io;
use std::sync::Arc;

use http::Response;

use crate::body::Body;
use crate::received::Received;
use crate::response::Ids;
use crate::server::Handler;
use crate::service::Service;
use request::ControlRequest;

/// Handles requests to the control endpoint.
#[derive(Debug)]
pub struct Control(pub Arc<Service>);

impl Handler for Control {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let Received { parts, body, .. } = received;
        let response = request::respond(routes::ROUTES, &self.0, &ControlRequest { parts: &parts, body: &body.make() });
        Ok(response.finish(&Ids::new(&parts.headers), &parts.method))
    }
}
