//! The destination before the copy: whether there is anything to do, and what must still hold when it is made.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::copy::transfer::leftover::{self, Removal};
use crate::copy::transfer::options::{Resume, TransferOptions};
use crate::copy::transfer::overwrite::{self, Decision, Guard, Seen};
use crate::copy::transfer::source::{Side, Source, seen};
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::execute::{Answer, execute};

/// How often a leftover is looked at, and deleted.
const ROUNDS: usize = 3;

/// What a look at the destination comes to.
pub enum Look {
    /// Copy, as long as this holds for the destination, which was seen so.
    Copy(Guard, Option<Seen>),
    /// There is nothing to do; this is the destination.
    Skip(Box<Answer<BlobGetPropertiesResponse>>),
}

/// Looks at the destination, when it depends on that whether there is anything to do.
///
/// # Errors
/// What the request failed with, and when there is a blob that must not be replaced.
pub async fn look(
    source: &Source,
    destination: &Side,
    options: &TransferOptions,
    cancel: &CancellationToken,
) -> Result<Look> {
    if !options.overwrite.looks() {
        return Ok(Look::Copy(Guard::None, None));
    }
    let answer = what_is_there(source, destination, options, cancel).await?;
    let there = answer.as_ref().map(|answer| seen(&answer.output));
    match (overwrite::decide(options.overwrite, &source.seen(), there.as_ref()), answer) {
        (Decision::Skip, Some(answer)) => Ok(Look::Skip(Box::new(answer))),
        // It may be the very blob that is to be made.
        (Decision::Exists, _) if resumes_blocks(options) => Ok(Look::Copy(Guard::Absent, there)),
        (Decision::Exists, answer) => Err(not_replaced(destination, answer.as_ref())),
        (Decision::Copy(guard), _) => Ok(Look::Copy(guard, there)),
        (Decision::Skip, None) => Ok(Look::Copy(Guard::Absent, None)),
    }
}

/// Reads what is at the destination, after a leftover of an earlier copy was deleted; `None` when nothing is.
async fn what_is_there(
    source: &Source,
    destination: &Side,
    options: &TransferOptions,
    cancel: &CancellationToken,
) -> Result<Option<Answer<BlobGetPropertiesResponse>>> {
    let customer_provided_key = options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { customer_provided_key, ..Default::default() };
    let mut stays = None;
    for _ in 0..ROUNDS {
        let answer = match execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await {
            Ok(answer) => answer,
            Err(error) if error.status() == Some(404) => return Ok(None),
            Err(error) => {
                let message = format!("The destination {} cannot be read: {}", destination.shown(), error.message());
                return Err(if error.kind() == ErrorKind::Service { error.with_message(message) } else { error });
            }
        };
        if !leftover::may_go(&options.conditions) || !leftover::is_leftover(&answer.output, &source.side.url) {
            return Ok(Some(answer));
        }
        match leftover::remove(destination, &answer.output, cancel).await? {
            Removal::Gone => return Ok(None),
            Removal::Unclear(why) => stays = Some(leftover::stays(destination, &answer.output, why)),
        }
    }
    Err(stays.unwrap_or_else(|| exists(destination)))
}

/// Whether a copy by blocks is gone on with.
fn resumes_blocks(options: &TransferOptions) -> bool {
    matches!(&options.resume, Some(Resume::Transfer(saved)) if saved.block_size.is_some())
}

/// The same, of a blob that was looked at: an empty one that a copy left is named, whoever made that.
fn not_replaced(destination: &Side, there: Option<&Answer<BlobGetPropertiesResponse>>) -> Error {
    let error = exists(destination);
    match there.and_then(|answer| leftover::described(&answer.output)) {
        Some(told) => {
            let message = format!("{} As it was seen, {told} Delete it if nobody needs it.", error.message());
            error.with_message(message)
        }
        None => error,
    }
}

/// What the service itself answers when it finds the blob there.
pub fn exists(destination: &Side) -> Error {
    let message = format!(
        "The destination {} exists, and the option \"overwrite\" is \"never\". Nothing was copied.",
        destination.shown()
    );
    Error::new(ErrorKind::Service, message)
        .with_code("BlobAlreadyExists")
        .with_response(ResponseSummary { status: 409, ..Default::default() })
}
