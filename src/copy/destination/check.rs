//! Checks the destination before the copy.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::BlobFacts;
use crate::copy::destination::already_exists::already_exists;
use crate::copy::destination::leftover::{self, LeftoverRemoval};
use crate::copy::error_codes::WITHOUT_KEY;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::{self, OverwriteDecision, Precondition};
use crate::copy::recorded_source::{RecordedSource, recorded};
use crate::copy::source::CopySource;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::execute::OperationResponse;

/// How often a leftover is checked and deleted.
const ROUNDS: usize = 3;

/// The result of checking the destination.
pub enum DestinationCheck {
    /// Copy, under this precondition on the destination, which has these facts.
    Copy(Precondition, Option<Arc<BlobFacts>>),
    /// There is nothing to do; this is the destination.
    Skip(Box<OperationResponse<BlobGetPropertiesResponse>>),
}

/// Checks the destination, if it determines whether there is anything to do. `resumes_blocks`: a copy by blocks is
/// resumed, so the blob may be the one that the copy created.
///
/// # Errors
/// The failed request; a blob that must not be replaced.
pub async fn check_destination(
    source: &CopySource,
    destination: &BlobEndpoint,
    options: &CopyOptions,
    resumes_blocks: bool,
    cancel: &CancellationToken,
) -> Result<DestinationCheck> {
    if !options.overwrite.needs_check() {
        return Ok(DestinationCheck::Copy(Precondition::None, None));
    }
    let response = Box::pin(get_facts(source, destination, options, cancel)).await?;
    let facts = response.as_ref().map(|response| BlobFacts::from_properties(&response.output));
    let recorded =
        facts.as_ref().map_or(RecordedSource::Unknown, |facts| recorded(&source.endpoint.url, &source.facts, facts));
    let recorded = match recorded {
        RecordedSource::Unknown if !options.records_source => RecordedSource::Never,
        recorded => recorded,
    };
    match (overwrite::decide(options.overwrite, &source.facts, facts.as_ref(), recorded), response) {
        (OverwriteDecision::Skip, Some(response)) => Ok(DestinationCheck::Skip(Box::new(response))),
        (OverwriteDecision::Exists, _) if resumes_blocks => {
            Ok(DestinationCheck::Copy(Precondition::Absent, facts.map(Arc::new)))
        }
        (OverwriteDecision::Exists, _) => Err(not_replaced(destination, facts.as_ref())),
        (OverwriteDecision::Copy(precondition), _) => Ok(DestinationCheck::Copy(precondition, facts.map(Arc::new))),
        (OverwriteDecision::Skip, None) => Ok(DestinationCheck::Copy(Precondition::Absent, None)),
    }
}

/// Reads the blob at the destination, after deleting a leftover of an earlier copy; `None` if there is none.
async fn get_facts(
    source: &CopySource,
    destination: &BlobEndpoint,
    options: &CopyOptions,
    cancel: &CancellationToken,
) -> Result<Option<OperationResponse<BlobGetPropertiesResponse>>> {
    let customer_provided_key = options.customer_provided_key.clone();
    let mut operation = BlobGetPropertiesOptions { customer_provided_key, ..Default::default() };
    let mut stays = None;
    for _ in 0..ROUNDS {
        let response = match destination.execute(&operation, cancel).await {
            Ok(response) => response,
            Err(error) if error.status() == Some(404) => return Ok(None),
            // The key is for the new blob; the existing one may have none.
            Err(error) if error.code() == Some(WITHOUT_KEY) && operation.customer_provided_key.is_some() => {
                operation.customer_provided_key = None;
                continue;
            }
            Err(error) => {
                let message = format!("The destination {} cannot be read: {}", destination.shown(), error.message());
                return Err(if error.kind() == ErrorKind::Service { error.with_message(message) } else { error });
            }
        };
        let facts = BlobFacts::from_properties(&response.output);
        if !leftover::may_go(&options.conditions) || !leftover::is_leftover(&facts, &source.endpoint.url) {
            return Ok(Some(response));
        }
        match leftover::remove(destination, &facts, cancel).await? {
            LeftoverRemoval::Gone => return Ok(None),
            LeftoverRemoval::Unclear(why) => stays = Some(leftover::stays(destination, &facts, why)),
        }
    }
    Err(stays.unwrap_or_else(|| already_exists(destination)))
}

/// The error for a blob that must not be replaced. If it is an empty blob that some copy left, the error says so.
fn not_replaced(destination: &BlobEndpoint, facts: Option<&BlobFacts>) -> Error {
    let error = already_exists(destination);
    match facts.and_then(leftover::described) {
        Some(description) => {
            let message = format!("{} As it was seen, {description} Delete it if it is not needed.", error.message());
            error.with_message(message)
        }
        None => error,
    }
}
