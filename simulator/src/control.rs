//! The control endpoint: scripts and observes the service over HTTP, on a port of its own, so that no blob's URL can
//! collide with it.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Response, StatusCode, header};
use serde::Serialize;
use serde_json::json;

use crate::answer::{Answer, Ids};
use crate::body::Body;
use crate::copies::CopyScript;
use crate::files::FileAddress;
use crate::server::{Handler, Received};
use crate::service::Service;
use crate::state::data::Data;
use crate::synthetic::{self, SyntheticBlob};

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
            ("POST", "/release") => json(StatusCode::OK, &json!({ "released": service.release() })),
            ("GET", "/requests") => json(StatusCode::OK, &service.log.requests()),
            ("DELETE", "/requests") => {
                service.log.clear();
                json(StatusCode::OK, &json!({}))
            }
            ("GET", "/source-reads") => json(StatusCode::OK, &service.log.sources()),
            ("POST", "/synthetic") => put_synthetic(service, &body),
            ("PUT", path) if path.starts_with("/files/") => put_file(service, &parts, body.clone()),
            ("GET", "/statistics") => json(StatusCode::OK, &service.log.statistics()),
            _ => refuse(StatusCode::NOT_FOUND, "there is no such thing to control"),
        };
        Ok(answer.finish(&Ids::new(&parts.headers), &parts.method))
    }
}

fn put_synthetic(service: &Service, body: &Bytes) -> Answer {
    match serde_json::from_slice::<SyntheticBlob>(body) {
        Ok(blob) => match synthetic::put(service, blob) {
            Ok(()) => json(StatusCode::OK, &json!({})),
            Err(failure) => refuse(StatusCode::BAD_REQUEST, failure.code),
        },
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

/// `/files/account/share/path`, with the body or with `?size=1000&seed=7`.
fn put_file(service: &Service, parts: &Parts, body: Bytes) -> Answer {
    let path = parts.uri.path().strip_prefix("/files").unwrap_or_default();
    let Some(address) = FileAddress::parse("", path) else {
        return refuse(StatusCode::BAD_REQUEST, "a file is /files/account/share/path");
    };
    let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let numbers = query.map(|(name, value)| Some((name.into_owned(), value.parse::<u64>().ok()?)));
    let Some(numbers) = numbers.collect::<Option<HashMap<_, _>>>() else {
        return refuse(StatusCode::BAD_REQUEST, "size and seed are numbers");
    };
    let data = match numbers.get("size") {
        None => Data::from(body),
        Some(size) => {
            Data::Synthetic { seed: numbers.get("seed").copied().unwrap_or_default(), offset: 0, length: *size }
        }
    };
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    service.files.put(address, data, content_type.map(str::to_owned), service.clock.now());
    json(StatusCode::OK, &json!({}))
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
