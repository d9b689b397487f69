//! Many blobs: lists a container, and copies each blob that a filter lets through. It never builds a request by hand, and copies each blob
//! by [`crate::copy`].
//!
//! | | |
//! |---|---|
//! | decisions, all pure | `filter`, `mapping`, `order`, `concurrency`, `ending`, `cost` |
//! | what is wanted | `begin_options` as given, `options` as checked; `begin` checks it and looks at both containers |
//! | the work | `lister` reads pages, `pages` holds one ready, `worker` copies one blob, `moving` deletes its source, `leftovers` settles what an earlier run left, `running` runs both with bounded memory; `job` is its handle, `shared` what both hold |
//! | watching it | `event` is what became of one blob, `events` hands them to a reader, `summary` counts them |
//! | both sides | `pairing` reads two listings, `merge` (pure) finds what is on both; `extraneous` holds what only the destination has, `delete_brakes` (pure), `source_check` and `deleting` see that nothing else goes; `keep_replaced`, `delete_meaning`, `mirror_options`, `read_only`; `comparison` (pure) and `verifying` compare, and write nothing |
//! | resuming it | `position` knows what is done, `saved` is its text, `resumed_pages` lists from there |
//! | files | `journal` survives the process, `report_file` has a line for each blob, `recorder` writes them, `job_files` opens them |
//!
//! Memory does not grow with the number of blobs: what is held is a page that is read, one that waits, and what is being copied.

mod account;
pub mod account_options;
mod at_destination;
mod attempts;
mod begin;
mod begin_account;
mod begin_entries;
pub mod begin_options;
mod blob_endpoint;
mod clearing;
mod comparison;
mod concurrency;
pub mod container_event;
pub mod cost;
mod delete_brakes;
mod delete_meaning;
mod deleting;
mod duration;
mod ending;
pub mod entries;
mod entry_copy;
pub mod event;
mod events;
mod extraneous;
mod fidelity;
mod file_options;
pub mod filter;
mod job;
mod job_files;
mod journal;
mod keep_replaced;
pub mod key_range;
pub mod leftovers;
mod lister;
mod mapping;
mod merge;
mod mirror_options;
mod moving;
mod obstacles;
pub mod options;
mod order;
mod origin;
mod pages;
mod pairing;
mod position;
mod read_only;
mod recorder;
mod rename;
pub mod renewal;
mod report_file;
mod resumed_pages;
mod running;
mod saved;
mod shared;
mod skip_reason;
mod source_check;
pub mod summary;
mod tag_filter;
pub mod throttled;
mod unwritten;
mod verifying;
mod worker;

pub use begin::ContainerCopyRequest;
pub use ending::End;
pub use entries::EntryFeed;
pub use job::ContainerCopy;

#[cfg(test)]
mod mirror_tests;
