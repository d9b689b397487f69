//! A hierarchical namespace: every blob is in directories, which are entries like blobs.
//! <https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-namespace>

use std::sync::Arc;
use std::time::SystemTime;

use super::Container;
use super::blob::Blob;
use super::order::Order;
use crate::failure::{Failure, Result};

/// The metadata by which clients recognize and create a directory.
const IS_FOLDER: &str = "hdi_isfolder";

impl Container {
    /// Creates the directories of a name; rejects a name below a file.
    pub fn make_directories(&mut self, name: &str, now: SystemTime) -> Result<()> {
        if self.entries.order() != Order::Hierarchical {
            return Ok(());
        }
        for (end, _) in name.match_indices('/').filter(|(end, _)| *end > 0) {
            let entry = self.entries.entry_or_new(&name[..end]);
            match &entry.base {
                Some(blob) if !blob.directory => return Err(Failure::path_is_no_directory()),
                Some(_) => {}
                None => entry.base = Some(Arc::new(Blob::new_directory(now))),
            }
        }
        Ok(())
    }

    /// Whether a directory has anything in it.
    pub fn has_children(&self, directory: &str) -> bool {
        let inside = self.entries.order().key(&format!("{directory}/")).into_owned();
        self.entries
            .range(&inside)
            .next()
            .is_some_and(|(name, _)| name.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/')))
    }
}

impl Blob {
    /// An empty directory.
    fn new_directory(now: SystemTime) -> Self {
        let mut blob = Self::new(now);
        blob.metadata = Arc::new([(IS_FOLDER.to_owned(), "true".to_owned())]);
        blob.directory = true;
        blob
    }

    /// Turns an empty blob with the metadata of a directory into one.
    pub fn become_directory(&mut self, order: Order) {
        let named = |(name, value): &(String, String)| name.eq_ignore_ascii_case(IS_FOLDER) && value == "true";
        self.directory = order == Order::Hierarchical && self.content.length() == 0 && self.metadata.iter().any(named);
    }
}
