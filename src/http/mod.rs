//! Sends one request, in layers: retry, policies, sign, transport. It knows no operation.
//!
//! - [`pipeline`] assembles the layers; each has a file there. [`layer`] is their trait, [`policy`] a layer that is added from outside,
//!   [`authorize`] what signing requires of a credential.
//! - [`account`] is what all pipelines to one account share; [`pace`] is how fast jobs may send to it. [`throttling`] says why the service throttles, and which request may be retried next.
//! - Pure decisions: [`retry_policy`] decides whether, where and when another attempt follows, [`retry_after`] reads the delay that the
//!   service requests, [`redirect`] decides whether a redirect is followed, [`response_headers`] joins headers, [`secrets`] says which
//!   requests must be encrypted in transit.
//! - [`request`] and [`response`]. Header names are in lower case; [`spelling`] keeps how a message writes them. [`body`] limits the length of a response's body and the time to read it, [`deadline`] the time of an
//!   attempt. [`request_body`] is the body of a request, [`pieces`] one that is supplied while it is sent, [`body_source`] what both
//!   share with the connection; [`transfer_progress`] counts the bytes that were sent.
//! - [`AddedHeaders`] is a policy that adds headers of the caller, such as those of a trace.
//! - [`transport`] sends one attempt over connections that all clients share. Only it knows the HTTP library.
//! - [`byte_threads`] keeps large bodies off the engine thread. [`connection_task`] also runs the code that reads a large response, and
//!   [`piece_length`] limits the length of its pieces.
//! - [`tls`] and [`certificate`] say what is trusted, [`proxy`] which proxy is used, by Node's own environment variables. [`environment`]
//!   says whose variables count: those that the script sees.
//! - [`failure`] maps failures to the codes that Node scripts match on ([`head_fault`], [`proxy_rejection`] and [`reclaimed_connection`] are causes). [`echoes`] finds the secrets of a
//!   request where a response repeats them.
//! - [`caller`] is the call that a task works for. [`shutdown`] ends work with its owner.
//! - [`options`] reads and checks the options of a pipeline.

pub mod account;
mod added_headers;
mod authorize;
pub mod body;
mod body_source;
pub mod byte_threads;
pub mod caller;
pub mod certificate;
mod clock_skew;
pub mod connection_task;
mod deadline;
pub mod echoes;
pub mod environment;
pub mod failure;
mod head_fault;
mod layer;
pub mod options;
pub mod pace;
pub mod piece_length;
pub mod pieces;
pub mod pipeline;
pub mod policy;
pub mod proxy;
mod proxy_rejection;
pub mod reclaimed_connection;
mod redirect;
mod request;
pub mod request_body;
mod response;
mod response_headers;
pub(crate) mod retry_after;
pub mod retry_policy;
pub mod secrets;
mod shutdown;
mod spelling;
pub mod structured_message;
#[cfg(test)]
mod test_server;
pub(crate) mod throttling;
pub mod tls;
pub mod transfer_progress;
pub mod transport;

pub use account::AccountRegistry;
pub use added_headers::AddedHeaders;
pub use authorize::{Authorize, ChallengeOutcome};
pub(crate) use body::drain;
pub use body::{BodyLimit, PieceTimeout};
pub use echoes::Echoes;
pub use layer::Transport;
pub use options::PipelineOptions;
pub use pipeline::{Exchange, Pipeline, SERVICE_VERSION};
pub use request::{AttemptState, Delivery, Expected, ParseResponse, ReadResponse, Repeat, Request};
pub use request_body::RequestBody;
pub use response::{Response, ResponseBody};
pub use shutdown::Shutdown;
pub use spelling::Spelling;
pub use transfer_progress::TransferProgress;
pub use transport::HttpTransport;
