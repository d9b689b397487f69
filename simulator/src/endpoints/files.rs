//! The File service over HTTP: [Get File](https://learn.microsoft.com/rest/api/storageservices/get-file) and
//! [Get File Properties](https://learn.microsoft.com/rest/api/storageservices/get-file-properties).

use std::io;
use std::sync::Arc;

use http::{HeaderName, Method, Response, StatusCode, header};

use crate::body::Body;
use crate::failure::{Failure, Result};
use crate::files::{FileAddress, read};
use crate::range;
use crate::received::Received;
use crate::response::{Ids, ServiceResponse};
use crate::server::Handler;
use crate::service::Service;
use crate::state::blob::Blob;

/// Handles requests to the File service.
#[derive(Debug)]
pub struct Files(pub Arc<Service>);

impl Handler for Files {
    async fn handle(&self, received: Received) -> io::Result<Response<Body>> {
        let (now, ids) = (self.0.store.clock.now(), Ids::new(&received.parts.headers));
        let result = self.respond(&received);
        let response = result.unwrap_or_else(|failure| ServiceResponse::of_failure(&failure, &ids.id, now));
        Ok(response.finish(&ids, &received.parts.method))
    }
}

impl Files {
    fn respond(&self, received: &Received) -> Result<ServiceResponse> {
        let parts = &received.parts;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(Failure::not_implemented());
        }
        let host = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let address = FileAddress::parse(host, parts.uri.path()).ok_or_else(Failure::invalid_uri)?;
        let file = read(received, &address, &self.0.files, &self.0.access, self.0.store.clock.now())?;
        describe(&file, received)
    }
}

fn describe(file: &Blob, received: &Received) -> Result<ServiceResponse> {
    let length = file.content.length();
    let requested = [HeaderName::from_static("x-ms-range"), header::RANGE]
        .iter()
        .find_map(|name| received.parts.headers.get(name).and_then(|value| range::parse(value.to_str().ok()?)));
    let mut response = ServiceResponse::new(StatusCode::OK);
    response.set_stamp(file.stamp);
    response.set(header::CONTENT_TYPE, file.properties.content_type.as_deref().unwrap_or("application/octet-stream"));
    response.constant(header::ACCEPT_RANGES, "bytes");
    response.constant(HeaderName::from_static("x-ms-type"), "File");
    response.constant(crate::names::SERVER_ENCRYPTED, "true");
    if received.parts.method == Method::HEAD {
        response.headers.insert(header::CONTENT_LENGTH, length.into());
        return Ok(response);
    }
    let sent = match requested {
        None => 0..length,
        Some((start, end)) => {
            let sent = range::clip(start, end, length)?;
            response.status = StatusCode::PARTIAL_CONTENT;
            response.set(header::CONTENT_RANGE, &format!("bytes {}-{}/{length}", sent.start, sent.end - 1));
            sent
        }
    };
    response.body = Body::from(file.content.slice(&sent));
    Ok(response)
}
