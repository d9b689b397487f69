//! The source of a copy: what it is, which pipeline reads it in this process, and how the service is authorized to read it.

mod authorizer;
mod open;
mod probe;
mod source_error;

pub use authorizer::{SourceAuthorizer, copies_within_account};
pub use open::{CopySource, endpoint_of_url};
pub use source_error::{name_fault, signature_fault, source_error};
