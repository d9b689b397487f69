//! How one request travels: retry, then sign, then send. Knows nothing of operations.
//!
//! - [`pipeline`] leads a request through its tries; [`retry`] decides, without side effects, whether, where and when.
//! - [`transport`] sends one try over connections that all clients share; it alone knows the HTTP library.
//! - [`request_body`] is what a request sends, and [`pieces`] a body that arrives while it is sent.
//! - [`sent`] counts how much of a body has gone out, for whoever watches.
//! - [`tls`] and [`certificate`] say whom to trust, [`proxy`] which way to take: as Node's own environment variables say.
//! - [`failure`] turns what went wrong into the codes that Node scripts match on, [`redact`] keeps secrets out of sight.
//! - [`life`] ends what an owner began when the owner ends.
//! - [`options`] reads and checks what the caller wants of all this.

mod body;
pub mod certificate;
pub mod failure;
pub mod life;
pub mod options;
pub mod pieces;
pub mod pipeline;
pub mod proxy;
pub mod redact;
mod request;
pub mod request_body;
mod response;
pub mod retry;
pub mod sent;
#[cfg(test)]
mod test_server;
pub mod tls;
pub mod transport;

pub use life::Life;
pub use pipeline::{Authorize, Exchange, Pipeline, PipelineOptions, SERVICE_VERSION, Transport};
pub use request::{Repeat, Request};
pub use request_body::RequestBody;
pub use response::{Response, ResponseBody};
pub use sent::Sent;
pub use transport::HttpTransport;
