//! One try of a request: signed, sent, sent on where the answer says so, read, and limited in time.

use http::Method;
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Pipeline, Read};
use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::redact;
use crate::http::answer::{CLIENT_REQUEST_ID, id_of_another};
use crate::http::body::{self, BodyEnd, BodyLimit};
use crate::http::failure::{Phase, TransportFailure, peer};
use crate::http::redirect::{self, MAX_REDIRECTS, Redirect};
use crate::http::{Request, RequestBody, Response, ResponseBody};

/// What a try came to.
pub(super) enum Tried {
    /// An answer, whatever its status.
    Answered(Response),
    /// No answer that can be used.
    Failed {
        /// Why.
        error: Error,
        /// What came of a refusal, all the same: its status is known, though the rest of its body is not.
        refusal: Option<Response>,
    },
}

/// The credential failed, so the try was not sent.
pub(super) struct Unsigned(pub(super) Error);

/// What an answer changes of a request that it sends on.
pub(super) struct Place {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: RequestBody,
}

impl From<Error> for Tried {
    fn from(error: Error) -> Self {
        Self::Failed { error, refusal: None }
    }
}

impl Pipeline {
    /// The outer error ends the request, the inner one only this try. `moved` is told where a request was that was sent on.
    pub(super) async fn attempt(
        &self,
        request: &mut Request,
        read: Read,
        moved: &mut Option<Place>,
    ) -> Result<Tried, Unsigned> {
        let mut deadline = None;
        let mut redirects = 0;
        loop {
            self.credential.authorize(request, self.now()).await.map_err(Unsigned)?;
            deadline = deadline.or_else(|| Instant::now().checked_add(self.retry.try_timeout?));
            let mut response = match self.exchange(request, deadline).await {
                Ok(response) => response,
                Err(error) => return Ok(error.into()),
            };
            match redirect::redirect(response.status, &response.headers, &request.method, &request.url) {
                Redirect::Follow { url, as_get } if redirects < MAX_REDIRECTS => {
                    redirects += 1;
                    body::drain(response.body).await;
                    moved.get_or_insert_with(|| Place {
                        method: request.method.clone(),
                        url: request.url.clone(),
                        body: request.body.clone(),
                    });
                    send_on(request, *url, as_get);
                    continue;
                }
                Redirect::Follow { .. } => response.notes.push(redirect::too_many()),
                Redirect::NotFollowed(reason) => response.notes.push(reason),
                Redirect::None => {}
            }
            return Ok(self.read(request, response, read, deadline).await);
        }
    }

    /// Sends it as it is, and waits for the headers of its answer.
    async fn exchange(&self, request: &Request, deadline: Option<Instant>) -> Result<Response> {
        let sending = self.transport.send(request);
        let response = match deadline {
            None => sending.await?,
            Some(deadline) => timeout_at(deadline, sending).await.unwrap_or_else(|_| Err(self.late(request)))?,
        };
        match id_of_another(&request.headers, &response.headers) {
            None => Ok(response),
            Some(id) => Err(of_another(request, id.as_bytes())),
        }
    }

    /// Reads the body, unless the caller does. A refusal is read in any case, and must not be waited for longer than an answer.
    async fn read(&self, request: &Request, mut response: Response, read: Read, deadline: Option<Instant>) -> Tried {
        let succeeded = request.answer.is_success(response.status);
        if succeeded && read == Read::Head {
            return Tried::Answered(response);
        }
        let limit = if succeeded { request.answer.limit } else { BodyLimit::ERROR };
        let body = response.body.take();
        if limit.length == 0 {
            body::drain(body).await;
            return Tried::Answered(response);
        }
        if succeeded && announced(request, &response, &body).is_some_and(|length| length > limit.length as u64) {
            return too_long(limit, 0, request, &response).into();
        }
        let found = body::read(body, limit.length, deadline, || self.late(request)).await;
        match found.end {
            BodyEnd::TooLong if succeeded => return too_long(limit, found.bytes.len(), request, &response).into(),
            BodyEnd::Broken(error) => {
                let refusal = (!succeeded).then(|| {
                    let note = format!("Its body broke off after {} bytes: {error}.", found.bytes.len());
                    response.notes.push(note);
                    Response { body: ResponseBody::Full(found.bytes), ..response }
                });
                return Tried::Failed { error, refusal };
            }
            BodyEnd::TooLong => {
                response.notes.push(format!("Its body is longer than {} bytes; the rest was not read.", limit.length));
            }
            BodyEnd::Whole => {}
        }
        Tried::Answered(Response { body: ResponseBody::Full(found.bytes), ..response })
    }

    fn late(&self, request: &Request) -> Error {
        let limit = self.retry.try_timeout.unwrap_or_default().as_millis();
        let message = format!("ETIMEDOUT: {} did not answer within {limit} ms", peer(&request.url));
        TransportFailure::new("ETIMEDOUT", Phase::Exchange, true).into_error(message)
    }
}

/// Changes a request that goes on to another place.
fn send_on(request: &mut Request, url: Url, as_get: bool) {
    request.url = url;
    request.headers.remove(AUTHORIZATION);
    if as_get {
        request.method = Method::GET;
        request.headers.remove(CONTENT_LENGTH);
        request.body = RequestBody::default();
    }
}

/// The length of a body that is still to come, where the answer tells it.
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

/// The error for an answer to another request. What became of this one is not known.
fn of_another(request: &Request, id: &[u8]) -> Error {
    let own = request.headers.get(CLIENT_REQUEST_ID).map(|own| redact::latin1(own.as_bytes())).unwrap_or_default();
    let other: String = redact::latin1(id).chars().take(100).collect();
    let message = format!(
        "{} answered another request than the one that was sent: the answer's x-ms-client-request-id is \"{other}\", the \
         request's is \"{own}\"; the answer was not used",
        peer(&request.url)
    );
    Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR").with_source(TransportFailure::new(
        "PARSE_ERROR",
        Phase::Exchange,
        true,
    ))
}
