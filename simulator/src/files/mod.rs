//! Files of Azure Files, as far as copies read them: a test can create them, and they are read over a separate port.
//!
//! - [`address`] finds the file of a URL
//! - [`authorization`] checks read access
//! - [`crate::endpoints`] serves them over HTTP
//!
//! A file is stored like a block blob that was written in one piece.

mod address;
mod authorization;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::access::Access;
use crate::failure::{Failure, Result};
use crate::received::Received;
use crate::state::blob::Blob;
use crate::state::content::Content;
use crate::state::data::Data;
pub use address::FileAddress;

/// All files of all accounts.
#[derive(Debug, Default)]
pub struct FileStore(Mutex<HashMap<FileAddress, Arc<Blob>>>);

impl FileStore {
    /// Creates a file, or replaces an existing one.
    pub fn put(&self, address: FileAddress, data: Data, content_type: Option<String>, now: SystemTime) {
        let mut file = Blob::new(now);
        file.content = Content::whole(data);
        Arc::make_mut(&mut file.properties).content_type = content_type;
        self.files().insert(address, Arc::new(file));
    }

    /// A file.
    pub fn get(&self, address: &FileAddress) -> Result<Arc<Blob>> {
        self.files().get(address).cloned().ok_or_else(Failure::resource_not_found)
    }

    fn files(&self) -> MutexGuard<'_, HashMap<FileAddress, Arc<Blob>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a file for a request, if it is authorized.
pub fn read(
    received: &Received,
    address: &FileAddress,
    files: &FileStore,
    access: &Access,
    now: SystemTime,
) -> Result<Arc<Blob>> {
    authorization::admit(received, address, access, now)?;
    files.get(address)
}
