//! JavaScript layers: request policies outside the retries, policies for each attempt, and replacements of the transport.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use http::StatusCode;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use crate::base::error::{Error, ErrorKind, Result};
use crate::binding::call_result::{Attachment, CallResult, to_json};
use crate::binding::calls::Calls;
use crate::binding::channel::{Message, MessageContent};
use crate::binding::failure;
use crate::binding::passage::{Passage, PassageEnd, PassageRequest, PassageStep, shown_headers};
use crate::binding::shared_stream::{SharedStream, shared_stream};
use crate::http::failure::{AttemptPhase, TransportFailure};
use crate::http::pipeline::send_with;
use crate::http::policy::{Next, Policy};
use crate::http::{Request, Response, ResponseBody, Transport, caller};
use crate::rest::execute::failure_of;

/// The place of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerPlace {
    /// Outside the retries: it sees a request once.
    Call = 0,
    /// Between retries and signing: it sees each attempt.
    Attempt = 1,
    /// After signing, and in place of the transport if it does not call the next layer.
    Transport = 2,
}

impl LayerPlace {
    /// Whether a mask contains this place.
    pub fn is_in(self, places: u32) -> bool {
        places >> (self as u8) & 1 == 1
    }
}

/// The policies of one pipeline at one place. JavaScript has them under a number.
pub struct JavaScriptLayer {
    pub calls: Arc<Calls>,
    pub source: u32,
    pub place: LayerPlace,
}

impl Policy for JavaScriptLayer {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(self.pass(request, NextLayer::Policies(next)))
    }
}

/// A transport below policies that see the signature, or a JavaScript HTTP client.
pub struct JavaScriptTransport {
    pub layer: JavaScriptLayer,
    pub transport: Arc<dyn Transport>,
}

impl Transport for JavaScriptTransport {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let mut request = request.clone();
            self.layer.pass(&mut request, NextLayer::Transport(&*self.transport)).await
        })
    }
}

/// The layers that follow the policies of a place.
#[derive(Clone, Copy)]
enum NextLayer<'a> {
    Policies(Next<'a>),
    Transport(&'a dyn Transport),
}

impl NextLayer<'_> {
    async fn send(self, mut request: Request) -> (Request, Result<Response>) {
        let outcome = match self {
            Self::Policies(next) => next.send(&mut request).await,
            Self::Transport(transport) => send_with(transport, &mut request).await,
        };
        (request, outcome)
    }
}

/// The result of a request that a policy sent.
enum PolicyResult {
    Response(Box<Response>, Option<SharedStream>),
    Failed(Error),
}

type Sending<'a> = BoxFuture<'a, (Request, Result<Response>, oneshot::Sender<CallResult>)>;

impl JavaScriptLayer {
    async fn pass(&self, request: &mut Request, next: NextLayer<'_>) -> Result<Response> {
        let (sender, mut steps) = mpsc::unbounded_channel();
        let passage = Passage {
            source: self.source,
            call: caller::current(),
            shown: to_json(&PassageRequest::new(request, self.place as u8))?,
            steps: sender,
            body: request.body.clone(),
            parse: request.parse,
        };
        let message = Message { instance: self.calls.instance(), content: MessageContent::Passage(Box::new(passage)) };
        self.calls.channel().push(message);
        let mut sending: FuturesUnordered<Sending<'_>> = FuturesUnordered::new();
        let mut sent: Vec<PolicyResult> = Vec::new();
        loop {
            tokio::select! {
                biased;
                step = steps.recv() => match step {
                    Some(PassageStep::Next(change, outcome)) => {
                        let mut copy = request.clone();
                        match change.apply(&mut copy) {
                            Ok(()) => sending.push(Box::pin(async move {
                                let (copy, response) = next.send(copy).await;
                                (copy, response, outcome)
                            })),
                            Err(error) => {
                                sent.push(PolicyResult::Failed(error.clone()));
                                // The receiver may have gone.
                                let _ = outcome.send(numbered(CallResult::failed(&error), sent.len() - 1));
                            }
                        }
                    }
                    Some(PassageStep::End(ending)) => return ended(*ending, sent, request),
                    // It never ends by itself, only by an abort of the request.
                    None => std::future::pending::<()>().await,
                },
                Some((copy, response, outcome)) = sending.next(), if !sending.is_empty() => {
                    *request = copy;
                    let (result, made) = self.respond(response, sent.len(), request);
                    sent.push(made);
                    let _ = outcome.send(result);
                }
            }
        }
    }

    /// The result that JavaScript gets for a request that it sent.
    fn respond(&self, response: Result<Response>, number: usize, request: &Request) -> (CallResult, PolicyResult) {
        match response {
            Err(error) => (numbered(CallResult::failed(&error), number), PolicyResult::Failed(error)),
            Ok(mut response) => {
                let failure =
                    (self.place == LayerPlace::Call && !request.expected.is_success(response.status)).then(|| {
                        let authorization = request.attempt.authorization.as_ref();
                        let body = if let ResponseBody::Full(bytes) = &response.body { &bytes[..] } else { &[] };
                        failure::to_value(&failure_of(request, authorization, &response, body))
                    });
                let shown = ShownResponse {
                    number,
                    status: response.status,
                    headers: shown_headers(&response.headers),
                    failure,
                    is_streamed: matches!(response.body, ResponseBody::Stream(_)),
                };
                let (attachment, shared) = match response.body.take() {
                    ResponseBody::Full(bytes) => {
                        response.body = ResponseBody::Full(bytes.clone());
                        (Attachment::Bytes(bytes.to_vec().into()), None)
                    }
                    ResponseBody::Stream(pieces) => {
                        let shared = shared_stream(pieces);
                        (Attachment::Stream(shared.clone()), Some(shared))
                    }
                };
                let ok = to_json(&shown).ok();
                let outcome = CallResult { ok, ..CallResult::empty() }.with(attachment);
                (outcome, PolicyResult::Response(Box::new(response), shared))
            }
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownResponse {
    number: usize,
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<serde_json::Value>,
    is_streamed: bool,
}

/// For a failure, `head` has the number of its request.
fn numbered(outcome: CallResult, number: usize) -> CallResult {
    CallResult { head: Some(number.to_string()), ..outcome }
}

fn ended(ending: PassageEnd, mut sent: Vec<PolicyResult>, request: &mut Request) -> Result<Response> {
    let PassageEnd { from, status, headers, body, caller_error, retry, message, request: change } = ending;
    let own_error = |caller_error| error_of_policy(message, retry, caller_error);
    let from = from.map(|number| number as usize).filter(|number| *number < sent.len());
    let origin = from.map(|number| sent.swap_remove(number));
    // The changes of a failed request apply to the next attempt. Its error takes precedence over one in these changes.
    let changed = change.apply(request);
    let mut response = match (origin, status) {
        (Some(PolicyResult::Failed(error)), None) => {
            return Err(match caller_error {
                Some(caller_error) => error.with_caller_error(caller_error),
                None => error,
            });
        }
        (Some(PolicyResult::Response(response, stream)), _) => {
            let mut response = *response;
            // `None` while it is being read. The reader continues even if another body replaces it.
            if body.is_none()
                && let Some(pieces) = stream.and_then(|stream| stream.take_unused())
            {
                response.body = ResponseBody::Stream(pieces);
            }
            response
        }
        (_, Some(status)) => Response::new(status, http::HeaderMap::new(), ResponseBody::Full(bytes::Bytes::new())),
        (_, None) => return Err(own_error(caller_error)),
    };
    changed?;
    if let Some(status) = status {
        response.status = StatusCode::from_u16(status).map_or(500, |status| status.as_u16());
    }
    if let Some(headers) = headers {
        response.headers = headers;
    }
    if let Some(body) = body {
        response.body = body;
        response.broken = None;
    }
    if caller_error.is_some() {
        response.caller_error = caller_error;
    }
    Ok(response)
}

/// The error for a policy that threw. The caller catches the thrown value.
fn error_of_policy(
    message: String,
    retry: bool,
    caller_error: Option<Arc<dyn crate::base::error::CallerError>>,
) -> Error {
    let error = if retry {
        TransportFailure::new("REQUEST_SEND_ERROR", AttemptPhase::Exchange, true).into_error(message)
    } else {
        Error::new(ErrorKind::Credential, message)
    };
    match caller_error {
        Some(caller_error) => error.with_caller_error(caller_error),
        None => error,
    }
}
