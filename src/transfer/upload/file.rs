//! Uploads of files. Their bytes go from the file to the connection, and no others hold them.

use std::future::pending;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::base::error::{Error, Result};
use crate::http::RequestBody;
use crate::http::pieces::Pieces;
use crate::rest::execute::OperationResponse;
use crate::transfer::local_file::LocalFile;
use crate::transfer::upload::known::upload_known;
use crate::transfer::upload::request::UploadResponse;
use crate::transfer::upload::send::Upload;
use crate::transfer::upload::source::{Part, Source};

/// Uploads a file.
///
/// # Errors
/// The file cannot be read, or changed while it was; else the failed request. The blob is then as it was.
pub async fn upload_file(upload: &Upload, path: Vec<u8>) -> Result<OperationResponse<UploadResponse>> {
    let opening = upload.cancel.run_until_cancelled(LocalFile::open(path));
    let file = opening.await.unwrap_or_else(|| Err(Error::aborted()))?;
    if file.length() == 0 {
        file.require_unchanged().await?;
    }
    upload_known(upload, &FileSource(file)).await
}

struct FileSource(Arc<LocalFile>);

impl FileSource {
    async fn read(&self, part: Part, body: &Pieces) -> Result<()> {
        // What one request sends is stored with its last byte.
        let is_all = part.length == self.length();
        while let Some(wanted) = body.wanted().await {
            let most = (wanted.room as u64).min(part.length - wanted.offset);
            let bytes = self.0.read(part.offset + wanted.offset, most).await?;
            if is_all && wanted.offset + bytes.len() as u64 == part.length {
                self.0.require_unchanged().await?;
            }
            body.give(wanted.offset, bytes);
        }
        Ok(())
    }
}

impl Source for FileSource {
    fn length(&self) -> u64 {
        self.0.length()
    }

    fn body(&self, part: Part) -> RequestBody {
        if part.length == 0 { Bytes::new().into() } else { Pieces::new(part.length, false, None).into() }
    }

    fn supply<'a>(&'a self, part: Part, body: &'a RequestBody) -> BoxFuture<'a, Error> {
        async move {
            if let RequestBody::Pieces(pieces) = body
                && let Err(error) = self.read(part, pieces).await
            {
                return error;
            }
            pending().await
        }
        .boxed()
    }

    fn confirm(&self) -> BoxFuture<'_, Result<()>> {
        self.0.require_unchanged().boxed()
    }
}
