//! Uploads of files. Their bytes go directly from the file to the connection.

use std::future::pending;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::base::error::{Error, Result};
use crate::http::RequestBody;
use crate::http::pieces::Pieces;
use crate::rest::execute::OperationResponse;
use crate::transfer::disk::on_disk;
use crate::transfer::local_file::LocalFile;
use crate::transfer::upload::known::upload_known;
use crate::transfer::upload::request::UploadResponse;
use crate::transfer::upload::send::Upload;
use crate::transfer::upload::source::{SourceRange, UploadSource};

/// Uploads a file.
///
/// # Errors
/// The file cannot be read, or changed while it was; otherwise the failed request. The blob is then unchanged.
pub async fn upload_file(upload: &Upload, path: Vec<u8>) -> Result<OperationResponse<UploadResponse>> {
    let opening = upload.cancel.run_until_cancelled(LocalFile::open(path));
    let file = opening.await.unwrap_or_else(|| Err(Error::aborted()))?;
    if file.length() == 0 {
        require_unchanged(&file).await?;
    }
    upload_known(upload, &FileSource(file)).await
}

struct FileSource(Arc<LocalFile>);

impl FileSource {
    async fn read(&self, part: SourceRange, body: &Pieces) -> Result<()> {
        while let Some(wanted) = body.wanted().await {
            let (file, body) = (Arc::clone(&self.0), body.clone());
            // As much as fits at once: each switch to another thread costs as much as reading a piece.
            on_disk(move || give(&file, part, wanted.offset, wanted.room as u64, &body)).await??;
        }
        Ok(())
    }
}

/// Supplies bytes of a part, from `offset` on, as many as are needed. This blocks.
fn give(file: &LocalFile, part: SourceRange, offset: u64, room: u64, body: &Pieces) -> Result<()> {
    // The service stores a request with its last byte.
    let is_all = part.length == file.length();
    let (mut at, end) = (offset, part.length.min(offset + room));
    while at < end {
        let bytes = file.read(part.offset + at, end - at)?;
        let next = at + bytes.len() as u64;
        if is_all && next == part.length {
            file.require_unchanged()?;
        }
        if !body.give(at, bytes) {
            break;
        }
        at = next;
    }
    Ok(())
}

async fn require_unchanged(file: &Arc<LocalFile>) -> Result<()> {
    let file = Arc::clone(file);
    on_disk(move || file.require_unchanged()).await?
}

impl UploadSource for FileSource {
    fn length(&self) -> u64 {
        self.0.length()
    }

    fn body(&self, part: SourceRange) -> RequestBody {
        if part.length == 0 { Bytes::new().into() } else { Pieces::new(part.length, false, None).into() }
    }

    fn supply<'a>(&'a self, part: SourceRange, body: &'a RequestBody) -> BoxFuture<'a, Error> {
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
        require_unchanged(&self.0).boxed()
    }
}
