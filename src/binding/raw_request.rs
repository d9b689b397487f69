//! Requests that belong to no operation of the registry: those of other packages, which take the pipeline of a client and send
//! their own requests through it.

use std::sync::Arc;

use http::Method;
use http::header::{HeaderMap, HeaderName};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::header_text::header_value;
use crate::base::url::parse;
use crate::binding::call_result::{Attachment, CallResult, to_json};
use crate::binding::passage::shown_headers;
use crate::binding::shared_stream::shared_stream;
use crate::http::{BodyLimit, Expected, Pipeline, Request, RequestBody, ResponseBody};

/// The expected responses: without an operation, any successful status.
const SUCCESS: &[u16] = &[200, 201, 202, 203, 204, 205, 206, 207];
/// The maximum length of a body that is read completely: that of a long listing.
const LIMIT: BodyLimit = BodyLimit::mebibytes(128, "a response that is read whole");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NativeRequest {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    /// Whether the body of a success is wanted as a stream.
    is_streamed: bool,
}

#[derive(Serialize)]
struct NativeResponse {
    status: u16,
    headers: Vec<(String, String)>,
}

/// Sends a request that JSON describes, through all layers of the pipeline.
pub async fn send(
    pipeline: Arc<Pipeline>,
    json: &str,
    body: Option<RequestBody>,
    cancel: &CancellationToken,
) -> CallResult {
    match exchange(&pipeline, json, body, cancel).await {
        Ok(outcome) => outcome,
        Err(error) => CallResult::failed(&error),
    }
}

async fn exchange(
    pipeline: &Pipeline,
    json: &str,
    body: Option<RequestBody>,
    cancel: &CancellationToken,
) -> Result<CallResult> {
    let NativeRequest { method, url, headers, is_streamed } = serde_json::from_str(json)
        .map_err(|error| Error::argument_type("request", format!("The request cannot be read: {error}.")))?;
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| Error::argument_type("request.method", format!("\"{method}\" is no method of HTTP.")))?;
    let mut request = Request::new(method, parse(&url)?);
    request.headers = read_headers(&headers)?;
    request.spelling = headers.iter().map(|(name, _)| name.as_str()).collect();
    request.body = body.unwrap_or_default();
    request.expected = Expected { success: SUCCESS, limit: LIMIT };
    let mut exchange = if is_streamed {
        pipeline.send(Box::new(request), cancel).await?
    } else {
        pipeline.send_and_read(Box::new(request), cancel).await?
    };
    let response = &mut exchange.response;
    let head = NativeResponse { status: response.status, headers: shown_headers(&response.headers) };
    let attachment = match response.body.take() {
        ResponseBody::Full(bytes) => Attachment::Bytes(bytes.to_vec().into()),
        ResponseBody::Stream(pieces) => Attachment::Stream(shared_stream(pieces)),
    };
    Ok(CallResult { ok: Some(to_json(&head)?), ..CallResult::empty() }.with(attachment))
}

fn read_headers(pairs: &[(String, String)]) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        let wrong = || Error::argument_type("request.headers", format!("The header \"{name}\" cannot be sent."));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        headers.append(key, header_value(value).ok_or_else(wrong)?);
    }
    Ok(headers)
}
