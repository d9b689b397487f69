//! How one request travels, in layers: retry, policies, sign, transport. Knows nothing of operations.
//!
//! - [`pipeline`] puts the layers around each other; each is a file there. [`layer`] is the trait that they have in common, [`policy`] a
//!   layer that somebody else brings, [`authorize`] what signing needs of a credential.
//! - [`account`] is what all pipelines share that go to one account; [`throttling`] says why the service throttles and whose turn it is.
//! - Decisions, without side effects: [`retry_policy`] says whether, where and when there is another attempt, [`retry_after`] what the
//!   service asks for, [`redirect`] where a response leads on to, [`response_headers`] what is made of its headers, [`secrets`] which
//!   requests must be encrypted on their way.
//! - [`request`] and [`response`], whose headers have names in lower case and a [`spelling`]. [`body`] says how much of a response's body is read and how long it is waited for, [`deadline`] when
//!   an attempt must be over. [`request_body`] is what a request sends, [`pieces`] a body that arrives while it is sent,
//!   [`body_source`] what both agree on with the connection, [`upload_progress`] counts how much was sent.
//! - [`AddedHeaders`] is a policy that adds headers of the caller, such as those of a trace.
//! - [`transport`] sends one attempt over connections that all clients share; it alone knows the HTTP library.
//! - [`byte_threads`] keeps bytes off the thread of the calls.
//! - [`tls`] and [`certificate`] say whom to trust, [`proxy`] which way to take: as Node's own environment variables say.
//! - [`failure`] turns what went wrong into the codes that Node scripts match on ([`head_fault`] is one cause, [`taken_away`] another),
//!   [`echoes`] finds the secrets of a request where a response repeats them.
//! - [`caller`] says on whose behalf something is done, [`shutdown`] ends it with its owner.
//! - [`options`] reads and checks what the caller wants of all this.

pub mod account;
mod added_headers;
mod authorize;
pub mod body;
mod body_source;
pub mod byte_threads;
pub mod caller;
pub mod certificate;
mod deadline;
pub mod echoes;
pub mod failure;
mod head_fault;
mod layer;
pub mod options;
pub mod pieces;
pub mod pipeline;
pub mod policy;
pub mod proxy;
mod redirect;
mod request;
pub mod request_body;
mod response;
mod response_headers;
mod retry_after;
pub mod retry_policy;
pub mod secrets;
mod shutdown;
mod spelling;
pub mod structured_message;
pub mod taken_away;
#[cfg(test)]
mod test_server;
mod throttling;
pub mod tls;
pub mod transport;
pub mod upload_progress;

pub use account::AccountRegistry;
pub use added_headers::AddedHeaders;
pub use authorize::{Authorize, ChallengeOutcome};
pub(crate) use body::drain;
pub use body::{BodyLimit, PieceTimeout};
pub use echoes::Echoes;
pub use layer::Transport;
pub use options::PipelineOptions;
pub use pipeline::{Exchange, Pipeline, SERVICE_VERSION};
pub use request::{AttemptState, Delivery, Expected, Repeat, Request};
pub use request_body::RequestBody;
pub use response::{Response, ResponseBody};
pub use shutdown::Shutdown;
pub use spelling::Spelling;
pub use transport::HttpTransport;
pub use upload_progress::UploadProgress;
