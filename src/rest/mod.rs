//! The wire, as data: for each REST operation, one options struct that writes itself into a request and one response
//! struct that is read from status, headers and XML. No I/O happens here; [`execute`] hands a request to the pipeline.
//!
//! To add an operation: write its file in the folder of what it works on (`service/`, `container/`, `blob/` for blobs of
//! every kind, `block_blob/`, `append_blob/`, `page_blob/`) after the pattern of its neighbours, and name it in the binding's
//! table. Nothing else needs to know it.

#[macro_use]
mod wire;

pub mod append_blob;
pub mod blob;
pub mod block_blob;
pub mod byte_range;
pub mod conditions;
pub mod container;
pub mod copy_source_error;
pub mod endpoint;
mod error_body;
pub mod execute;
pub mod lease;
mod limits;
pub mod members;
pub mod operation;
#[cfg(feature = "typescript")]
pub mod option_shapes;
pub mod other_elements;
pub mod page_blob;
pub mod request_writer;
pub mod service;
pub mod service_error;
pub mod shared;
mod shared_writes;
pub mod slices;
#[cfg(feature = "typescript")]
pub mod typescript;
pub mod values;
pub mod versions;
pub mod xml;
pub mod xml_writer;

pub use endpoint::BlobEndpoint;
pub use operation::{ListOperation, Operation};
