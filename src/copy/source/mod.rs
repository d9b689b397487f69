//! The source of a copy: what it is, which pipeline reads it in this process, and how the service is authorized to read it.

mod auth_method;
mod authorizer;
mod open;
mod probe;
mod source_error;

pub use auth_method::copies_within_account;
pub use authorizer::SourceAuthorizer;
pub use open::{CopySource, endpoint_of_url};
pub use source_error::{name_fault, signature_fault, source_error};
