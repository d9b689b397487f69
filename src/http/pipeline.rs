//! The layers that a request goes through, nested.
//!
//! ```text
//! call policies      see a request once, however often it is sent
//!   retry            makes attempts
//!     redirects      within one origin; each one passes the layers below
//!       policies     see each attempt before it is signed, and its response
//!         sign       and respond to a challenge, once per attempt
//!           body     read within its limit, unless the caller reads it
//!             timeout of the attempt
//!               id   the response is to this request
//!                 transport
//! ```
//!
//! The order is the reference's. Each layer is a type in its own file. They are assembled for each request (`sending.rs`),
//! which costs nothing: each holds the next one by its type, and borrows what it needs from the pipeline.

mod attempt_timeout;
mod configured;
mod read_body;
mod redirect;
mod request_id;
mod retry;
mod sending;
mod sign;

pub use self::configured::{Pipeline, SERVICE_VERSION};
pub use self::sending::{Exchange, send_with};

#[cfg(test)]
mod tests;
