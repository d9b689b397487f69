//! How one request travels: retry, then sign, then send. Knows nothing of operations.
//!
//! - [`pipeline`] leads a request through its tries; [`retry`] decides, without side effects, whether, where and when,
//!   [`retry_after`] reads what the service asks for.
//! - [`redirect`] says where an answer sends a request on to, [`answer`] what is made of its headers, [`body`] how much of it is
//!   read and how long it is waited for; [`secrets`] which requests must be encrypted on their way.
//! - [`transport`] sends one try over connections that all clients share; it alone knows the HTTP library.
//! - [`request_body`] is what a request sends, and [`pieces`] a body that arrives while it is sent.
//! - [`sent`] counts how much of a body has gone out, for whoever watches.
//! - [`tls`] and [`certificate`] say whom to trust, [`proxy`] which way to take: as Node's own environment variables say.
//! - [`failure`] turns what went wrong into the codes that Node scripts match on, [`echoes`] finds the
//!   secrets of a request where an answer repeats them.
//! - [`caller`] says on whose behalf something is done.
//! - [`life`] ends what an owner began when the owner ends.
//! - [`options`] reads and checks what the caller wants of all this.

mod answer;
pub mod body;
pub mod caller;
pub mod certificate;
pub mod echoes;
pub mod failure;
pub mod life;
pub mod options;
pub mod pieces;
pub mod pipeline;
pub mod proxy;
mod redirect;
mod request;
pub mod request_body;
mod response;
pub mod retry;
mod retry_after;
mod secrets;
pub mod sent;
#[cfg(test)]
mod test_server;
pub mod tls;
pub mod transport;

pub use body::{BodyLimit, Patience};
pub use echoes::Echoes;
pub use life::Life;
pub use pipeline::{Authorize, Challenged, Exchange, Pipeline, PipelineOptions, SERVICE_VERSION, Transport};
pub use request::{Expected, Repeat, Request};
pub use request_body::RequestBody;
pub use response::{Response, ResponseBody};
pub use sent::Sent;
pub use transport::HttpTransport;
