//! Reads the body of a response, unless the caller does.

use http::Method;
use http::header::CONTENT_LENGTH;

use crate::base::error::{Error, ResponseSummary, Result};
use crate::base::redact;
use crate::http::body::{self, BodyEnd, BodyLimit};
use crate::http::failure::peer;
use crate::http::layer::Layer;
use crate::http::redirect::{Redirect, redirect};
use crate::http::{Delivery, Request, Response, ResponseBody};

/// The layer that reads bodies, within a limit and within the time of the attempt. It always reads the body of an error
/// response, and waits for it no longer than for a response.
///
/// An error response whose body breaks off is still a response, because its status is known. [`Response::broken`] says
/// so.
pub struct ReadBody<Next> {
    pub next: Next,
}

impl<Next: Layer> Layer for ReadBody<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let mut response = self.next.send(request).await?;
        let succeeded = request.expected.is_success(response.status);
        if succeeded && request.delivery == Delivery::Stream {
            return Ok(response);
        }
        let limit = if succeeded { request.expected.limit } else { BodyLimit::ERROR };
        let body = response.body.take();
        if limit.length == 0 || leads_on(request, &response) {
            body::drain(body).await;
            return Ok(response);
        }
        if succeeded && announced(request, &response, &body).is_some_and(|length| length > limit.length as u64) {
            return Err(too_long(limit, 0, request, &response));
        }
        let found = body::read(body, limit.length, request.attempt.deadline.as_ref(), &request.url).await;
        match found.end {
            BodyEnd::Whole => {}
            BodyEnd::TooLong if succeeded => return Err(too_long(limit, found.bytes.len(), request, &response)),
            BodyEnd::TooLong => {
                response.notes.push(format!("Its body is longer than {} bytes; the rest was not read.", limit.length));
            }
            BodyEnd::Broken(error) if succeeded => return Err(error),
            BodyEnd::Broken(error) => {
                response.notes.push(format!("Its body broke off after {} bytes: {error}.", found.bytes.len()));
                response.broken = Some(error);
            }
        }
        response.body = ResponseBody::Full(found.bytes);
        Ok(response)
    }
}

/// Whether the response is a redirect that is followed, so that its body is not needed.
fn leads_on(request: &Request, response: &Response) -> bool {
    matches!(redirect(response.status, &response.headers, &request.method, &request.url), Redirect::Follow { .. })
}

/// The length of the rest of a body, if the response says it.
fn announced(request: &Request, response: &Response, body: &ResponseBody) -> Option<u64> {
    if request.method == Method::HEAD || matches!(body, ResponseBody::Full(_)) {
        return None;
    }
    response.headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

fn too_long(limit: BodyLimit, read: usize, request: &Request, response: &Response) -> Error {
    let summary = ResponseSummary { status: response.status, headers: redact::headers(&response.headers), body: None };
    limit.exceeded(read, &peer(&request.url)).with_response(summary)
}
