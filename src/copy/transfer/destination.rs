//! The destination before the copy: whether there is anything to do, and what must still hold when it is made.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::copy::transfer::options::{Resume, TransferOptions};
use crate::copy::transfer::overwrite::{self, Decision, Guard, Seen};
use crate::copy::transfer::source::{Side, Source, seen};
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::execute::{Answer, execute};

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
    let customer_provided_key = options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { customer_provided_key, ..Default::default() };
    let answer = match execute(&destination.pipeline, &operation, destination.url.clone(), cancel).await {
        Ok(answer) => Some(answer),
        Err(error) if error.status() == Some(404) => None,
        Err(error) => {
            let message = format!("The destination {} cannot be read: {}", destination.shown(), error.message());
            return Err(if error.kind() == ErrorKind::Service { error.with_message(message) } else { error });
        }
    };
    let there = answer.as_ref().map(|answer| seen(&answer.output));
    match (overwrite::decide(options.overwrite, &source.seen(), there.as_ref()), answer) {
        (Decision::Skip, Some(answer)) => Ok(Look::Skip(Box::new(answer))),
        // It may be the very blob that is to be made.
        (Decision::Exists, _) if resumes_blocks(options) => Ok(Look::Copy(Guard::Absent, there)),
        (Decision::Exists, _) => Err(exists(destination)),
        (Decision::Copy(guard), _) => Ok(Look::Copy(guard, there)),
        (Decision::Skip, None) => Ok(Look::Copy(Guard::Absent, None)),
    }
}

/// Whether a copy by blocks is gone on with.
fn resumes_blocks(options: &TransferOptions) -> bool {
    matches!(&options.resume, Some(Resume::Transfer(saved)) if saved.block_size.is_some())
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
