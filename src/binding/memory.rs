//! Memory of JavaScript, whose bytes the engine copies or reads where they are.

use bytes::Bytes;
use napi::bindgen_prelude::Uint8Array;
use napi::{Error, Status};

/// Copies bytes. Too little memory is an error, and does not end the process.
pub fn copied(bytes: &[u8]) -> napi::Result<Bytes> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len()).map_err(|_| {
        let message = format!("There is no memory for a copy of {} bytes", bytes.len());
        Error::new(Status::GenericFailure, message)
    })?;
    copy.extend_from_slice(bytes);
    Ok(copy.into())
}

/// Memory of JavaScript, kept alive as long as it is read.
pub struct JavaScriptMemory(pub Uint8Array);

impl AsRef<[u8]> for JavaScriptMemory {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
