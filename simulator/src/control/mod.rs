//! The control endpoint: scripts and observes the service over HTTP, on a port of its own, so that no blob's URL can
//! collide with it. What can be asked is in [`routes`].

pub mod ask;
mod put_file;
mod routes;
mod tokens;

use std::io;
use std::sync::Arc;

use http::Response;

use crate::answer::Ids;
use crate::body::Body;
use crate::received::Received;
use crate::server::Handler;
use crate::service::Service;
use ask::Ask;

/// Answers what the control endpoint is asked.
#[derive(Debug)]
pub struct Control(pub Arc<Service>);

impl Handler for Control {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let Received { parts, body, .. } = received;
        let answer = ask::answer(routes::ROUTES, &self.0, &Ask { parts: &parts, body: &body.make() });
        Ok(answer.finish(&Ids::new(&parts.headers), &parts.method))
    }
}
