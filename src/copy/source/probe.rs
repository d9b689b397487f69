//! The properties that a source reports about itself: by HEAD, or if that is not enough, by a GET of its first byte. Servers that are not a Blob
//! service often respond to HEAD wrongly, or not at all.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::copy::source::source_error::source_error;
use crate::http::{ResponseBody, Spelling};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse, Download};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;
use crate::rest::values::Count;
use crate::transfer::{LENGTH_MISMATCH, range_total};

/// How long the first byte of a body may take when attempts have no timeout.
const FIRST_BYTE: Duration = Duration::from_secs(60);

/// The prefix of metadata headers.
const METADATA: &str = "x-ms-meta-";

/// The status of a response with a part of the content.
const PARTIAL: u16 = 206;

/// The description of the source by its server.
///
/// # Errors
/// The failed request, naming the source.
pub async fn probe(
    source: &BlobEndpoint,
    conditions: Option<BlobRequestConditions>,
    customer_provided_key: Option<CpkInfo>,
    cancel: &CancellationToken,
) -> Result<BlobGetPropertiesResponse> {
    let operation = BlobGetPropertiesOptions { conditions, customer_provided_key };
    match source.execute(&operation, cancel).await {
        // Many servers that are not a Blob service respond to HEAD with a size of 0, even if GET returns content.
        Ok(result) if result.output.content_length == Some(Count(0)) && result.output.blob_type.is_none() => {
            confirm_empty(source, result.output, cancel).await.map_err(|error| source_error(&error, source))
        }
        Ok(result) if result.output.content_length.is_some() => {
            Ok(as_written(result.output, &result.exchange.response.spelling))
        }
        Ok(_) => first_byte(source, cancel).await.map_err(|error| source_error(&error, source)),
        Err(error) if may_accept_get(&error) => first_byte(source, cancel)
            .await
            // The first response shows best what is wrong, unless the caller has aborted.
            .map_err(|second| if second.kind() == ErrorKind::Aborted { second } else { source_error(&error, source) }),
        Err(error) => Err(source_error(&error, source)),
    }
}

/// Checks by GET that a source has as many bytes as HEAD reported, for plans that read it in ranges. The service does not report the
/// total size of what it read, nor do all servers.
///
/// # Errors
/// The failed request; another size.
pub async fn confirm_length(source: &BlobEndpoint, length: u64, cancel: &CancellationToken) -> Result<()> {
    let total = match first_byte(source, cancel).await {
        Ok(get) => get.content_length,
        Err(error) => return Err(source_error(&error, source)),
    };
    match total {
        Some(Count(total)) if total == length => Ok(()),
        Some(Count(total)) => Err(length_mismatch(source, length, &total.to_string())),
        None => ends_there(source, length, cancel).await,
    }
}

/// Checks that no byte follows the last one, if GET does not report the size.
async fn ends_there(source: &BlobEndpoint, length: u64, cancel: &CancellationToken) -> Result<()> {
    let mut operation = Download { plain_range: true, ..Default::default() };
    (operation.range.offset, operation.range.count) = (length, Some(Count(1)));
    match source.execute_streaming(&operation, cancel).await {
        Err(error) if error.status() == Some(416) => Ok(()),
        Err(error) => Err(source_error(&error, source)),
        Ok(_) => Err(length_mismatch(source, length, "more, or an unknown number,")),
    }
}

fn length_mismatch(source: &BlobEndpoint, head: u64, get: &str) -> Error {
    let message = format!(
        "The source {} reports {head} bytes for HEAD, and {get} for GET: its length is unknown. Nothing was \
         copied.",
        source.shown()
    );
    Error::new(ErrorKind::Protocol, message).with_code(LENGTH_MISMATCH)
}

/// Whether a server that rejects HEAD may still accept GET: another cloud signs a URL for one method, and some servers support only
/// one. A Blob service, which identifies itself in every response, supports both.
fn may_accept_get(error: &Error) -> bool {
    let names_itself = |response: &ResponseSummary| {
        response.headers.iter().any(|(name, _)| matches!(name.as_str(), "x-ms-request-id" | "x-ms-error-code"))
    };
    matches!(error.status(), Some(400 | 401 | 403 | 404 | 405 | 501)) && !error.response().is_some_and(names_itself)
}

/// The facts that the response to a GET of the first byte shows about the whole content.
async fn first_byte(source: &BlobEndpoint, cancel: &CancellationToken) -> Result<BlobGetPropertiesResponse> {
    let mut operation = Download { plain_range: true, ..Default::default() };
    operation.range.count = Some(Count(1));
    let opened = source.execute_streaming(&operation, cancel).await;
    // The body is not read to its end: a server without support for ranges would send all of it.
    let (result, body) = match opened {
        Ok(opened) => opened,
        // There is no first byte.
        Err(error) if error.status() == Some(416) => {
            let headers = error.response().map(|response| response.headers.clone()).unwrap_or_default();
            let range = headers.iter().find(|(name, _)| name == "content-range").map(|(_, value)| value.as_str());
            let empty = BlobGetPropertiesResponse { content_length: Some(Count(0)), ..Default::default() };
            return if range.and_then(range_total) == Some(0) { Ok(empty) } else { Err(error) };
        }
        Err(error) => return Err(error),
    };
    let response = &result.exchange.response;
    let mut properties = as_written(BlobGetPropertiesResponse::from_headers(&response.headers), &response.spelling);
    if let Some(range) = &result.output.content_range {
        properties.content_length = range_total(range).map(Count);
        properties.content_md5 = None; // of the byte
    } else if response.status == PARTIAL {
        properties.content_length = None; // of the byte, too
        properties.content_md5 = None;
    } else if properties.content_length.is_none() && is_empty(body, source, cancel).await? {
        properties.content_length = Some(Count(0));
    }
    Ok(properties)
}

/// The same properties, with metadata names as the server spells them, which a copy with metadata keeps.
fn as_written(mut properties: BlobGetPropertiesResponse, spelling: &Spelling) -> BlobGetPropertiesResponse {
    for (name, _) in properties.metadata.iter_mut().flat_map(|metadata| &mut metadata.0) {
        let header = format!("{METADATA}{name}");
        spelling.of(&header)[METADATA.len()..].clone_into(name);
    }
    properties
}

/// Whether a body of unknown length has no byte.
async fn is_empty(body: ResponseBody, source: &BlobEndpoint, cancel: &CancellationToken) -> Result<bool> {
    let mut stream = match body {
        ResponseBody::Full(bytes) => return Ok(bytes.is_empty()),
        ResponseBody::Stream(stream) => stream,
    };
    let limit = source.pipeline.try_timeout().unwrap_or(FIRST_BYTE);
    let reading = async {
        while let Some(piece) = stream.next().await.transpose()? {
            if !piece.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let is_empty = cancel.run_until_cancelled(timeout(limit, reading)).await.ok_or_else(Error::aborted)?;
    is_empty.unwrap_or_else(|_| {
        let message = "The service sent neither a byte nor an end of its content.";
        Err(Error::new(ErrorKind::Transport, message).with_code("ETIMEDOUT"))
    })
}

/// The facts of a source that is empty according to HEAD, from the response to GET.
async fn confirm_empty(
    source: &BlobEndpoint,
    head: BlobGetPropertiesResponse,
    cancel: &CancellationToken,
) -> Result<BlobGetPropertiesResponse> {
    match first_byte(source, cancel).await {
        Ok(get) if get.content_length == Some(Count(0)) => Ok(head),
        Ok(get) => Ok(get),
        // There is no first byte either for a server that does not report the size.
        Err(error) if error.status() == Some(416) && names_no_total(&error) => Ok(head),
        Err(error) => Err(error),
    }
}

fn names_no_total(error: &Error) -> bool {
    let mut headers = error.response().into_iter().flat_map(|response| &response.headers);
    headers.all(|(name, value)| name != "content-range" || range_total(value).is_none())
}
