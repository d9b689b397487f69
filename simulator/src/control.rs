//! The control endpoint: scripts and observes the service over HTTP, on a port of its own, so that no blob's URL can
//! collide with it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answer::{Answer, Ids};
use crate::body::Body;
use crate::copies::CopyScript;
use crate::server::{Handler, Received};
use crate::service::Service;

/// How long blobs take to leave the archive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rehydration {
    seconds: u64,
}

/// Answers what the control endpoint is asked.
#[derive(Debug)]
pub struct Control(pub Arc<Service>);

/// Answers what the service is asked.
#[derive(Debug)]
pub struct Blobs(pub Arc<Service>);

impl Handler for Blobs {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        self.0.answer(received).await
    }
}

impl Handler for Control {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let Received { parts, body, .. } = received;
        let service = &self.0;
        let answer = match (parts.method.as_str(), parts.uri.path()) {
            ("POST", "/copies") => match serde_json::from_slice::<CopyScript>(&body) {
                Ok(script) if script.is_valid() => {
                    service.set_copy_script(script);
                    json(StatusCode::OK, &json!({}))
                }
                Ok(_) => refuse(StatusCode::BAD_REQUEST, "each step of the progress is a part from 0 to 1"),
                Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
            },
            ("POST", "/rehydration") => match serde_json::from_slice::<Rehydration>(&body) {
                Ok(Rehydration { seconds }) => {
                    service.set_rehydration(Duration::from_secs(seconds));
                    json(StatusCode::OK, &json!({}))
                }
                Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
            },
            ("POST", "/release") => json(StatusCode::OK, &json!({ "released": service.release() })),
            ("GET", "/requests") => json(StatusCode::OK, &service.log.requests()),
            ("DELETE", "/requests") => {
                service.log.clear();
                json(StatusCode::OK, &json!({}))
            }
            ("GET", "/statistics") => json(StatusCode::OK, &service.log.statistics()),
            _ => refuse(StatusCode::NOT_FOUND, "there is no such thing to control"),
        };
        Ok(answer.finish(&Ids::new(&parts.headers), &parts.method))
    }
}

fn refuse(status: StatusCode, why: &str) -> Answer {
    json(status, &json!({ "error": why }))
}

fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let mut answer = Answer::new(status);
    answer.constant(header::CONTENT_TYPE, "application/json");
    answer.body = Body::from(serde_json::to_string(value).unwrap_or_default());
    answer
}
