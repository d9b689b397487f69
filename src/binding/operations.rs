//! The operations that JavaScript can run by name, with or without a body: all of the registry. If the response is a
//! stream, only its headers are read here; `download.rs` reads its body.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::binding::call_result::{Attachment, CallResult};
use crate::http::{Pipeline, ReadResponse, RequestBody, TransferProgress};
use crate::rest::batch;
use crate::rest::execute::PreparedRequest;
use crate::rest::operation::read_response;
use crate::rest::{self, Operation, Visitor};

/// Reads the options of the caller, and writes the request.
type Prepare = fn(url: Url, options: &str, body: Option<RequestBody>) -> Result<PreparedRequest<ReadResponse>>;

/// The operations by their names.
static OPERATIONS: LazyLock<HashMap<&'static str, Prepare>> = LazyLock::new(|| {
    let mut names = OperationTable::default();
    rest::visit(&mut names);
    names.0
});

#[derive(Default)]
struct OperationTable(HashMap<&'static str, Prepare>);

impl Visitor for OperationTable {
    fn operation<O: Operation>(&mut self) {
        self.0.insert(O::DECLARATION.name, prepare::<O>);
    }
}

/// Runs the operation with this name, with its options as JSON. `body` is for operations that send bytes. `progress`
/// counts them.
pub async fn run(
    pipeline: Arc<Pipeline>,
    name: &str,
    url: Url,
    options: &str,
    body: Option<RequestBody>,
    progress: Option<TransferProgress>,
    cancel: &CancellationToken,
) -> CallResult {
    let prepared = match prepare_by_name(name, url, options, body) {
        Ok(prepared) => prepared,
        Err(error) => return CallResult::failed(&error),
    };
    match prepared.counted(progress).execute(&pipeline, cancel).await {
        Ok(response) => {
            let ReadResponse { json, bytes } = response.output;
            let attachment = bytes.map_or(Attachment::None, |bytes| Attachment::Bytes(bytes.into()));
            CallResult::succeeded(json, Some(&response.exchange)).with(attachment)
        }
        Err(error) => CallResult::failed(&error),
    }
}

/// Signs the request of an operation, for the body of a batch, and returns it as text.
pub async fn sign(
    pipeline: &Pipeline,
    name: &str,
    url: Url,
    options: &str,
    cancel: &CancellationToken,
) -> Result<String> {
    let request = prepare_by_name(name, url, options, None)?.sign(pipeline, cancel).await?;
    batch::write_request(&request)
}

fn prepare_by_name(
    name: &str,
    url: Url,
    options: &str,
    body: Option<RequestBody>,
) -> Result<PreparedRequest<ReadResponse>> {
    let Some(prepare) = OPERATIONS.get(name) else {
        let message =
            format!("The addon has no operation {name}: it is of another version than the facade. Build both again.");
        return Err(Error::new(ErrorKind::Internal, message));
    };
    prepare(url, options, body)
}

/// Does what differs between operations, without waiting. The code that waits is compiled once, not once for each
/// operation.
fn prepare<O: Operation>(url: Url, options: &str, body: Option<RequestBody>) -> Result<PreparedRequest<ReadResponse>> {
    PreparedRequest::new(&O::from_json(options)?, url, body, read_response::<O>)
}
