//! The operations that JavaScript can run by name.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::binding::outcome::Outcome;
use crate::error::{Error, ErrorKind};
use crate::http::Pipeline;
use crate::rest::execute::execute;
use crate::rest::{Operation, blob, container};

macro_rules! operations {
    ($($name:literal => $operation:ty,)*) => {
        /// Runs the operation of a name, with its options as JSON.
        pub async fn run(
            pipeline: Arc<Pipeline>,
            name: &str,
            url: Url,
            options: &str,
            cancel: &CancellationToken,
        ) -> Outcome {
            match name {
                $($name => run_operation::<$operation>(&pipeline, url, options, cancel).await,)*
                _ => Outcome::failed(&Error::new(
                    ErrorKind::Internal,
                    format!("The addon has no operation {name}: it is of another version than the facade. Build both again."),
                )),
            }
        }
    };
}

operations! {
    "BlobAbortCopyFromURL" => blob::AbortCopyFromURL,
    "BlobCopyFromURL" => blob::CopyFromURL,
    "BlobCreateSnapshot" => blob::BlobCreateSnapshotOptions,
    "BlobDelete" => blob::BlobDeleteOptions,
    "BlobGetProperties" => blob::BlobGetPropertiesOptions,
    "BlobSetMetadata" => blob::SetMetadata,
    "BlobStartCopyFromURL" => blob::StartCopyFromURL,
    "ContainerCreate" => container::ContainerCreateOptions,
    "ContainerDelete" => container::ContainerDeleteMethodOptions,
    "ContainerGetProperties" => container::ContainerGetPropertiesOptions,
    "ContainerListBlobFlatSegment" => container::ContainerListBlobFlatSegmentOptions,
}

async fn run_operation<O: Operation>(
    pipeline: &Pipeline,
    url: Url,
    options: &str,
    cancel: &CancellationToken,
) -> Outcome {
    let result = match O::parse(options) {
        Ok(operation) => execute(pipeline, &operation, url, cancel).await,
        Err(error) => Err(error),
    };
    Outcome::of(result.map(|answer| (answer.output, Some(answer.exchange))))
}
