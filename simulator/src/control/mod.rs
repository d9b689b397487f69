//! The control endpoint: scripts and observes the service over HTTP, on its own port, so that no blob's URL can
//! collide with it. Its requests are in [`routes`].

mod digests;
mod put_file;
pub mod request;
mod routes;
mod tokens;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http::Response;

use crate::body::Body;
use crate::connections::Connections;
use crate::received::Received;
use crate::response::Ids;
use crate::server::Handler;
use crate::service::Service;
use request::ControlRequest;

/// Handles requests to the control endpoint.
#[derive(Debug)]
pub struct Control {
    /// What it controls.
    pub service: Arc<Service>,
    /// The connections of its clients.
    pub connections: Arc<Connections>,
    /// Where they come from.
    pub addresses: Vec<SocketAddr>,
}

impl Handler for Control {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let Received { parts, body, .. } = received;
        // The one request that waits.
        if parts.uri.path() == routes::IDLE {
            self.connections.idle(&self.addresses).await;
        }
        let response =
            request::respond(routes::ROUTES, &self.service, &ControlRequest { parts: &parts, body: &body.make() });
        Ok(response.finish(&Ids::new(&parts.headers), &parts.method))
    }
}
