//! How one request travels: retry, then sign, then send. Knows nothing of operations.

pub mod certificate;
pub mod failure;
pub mod options;
pub mod pipeline;
pub mod proxy;
pub mod redact;
mod request;
mod response;
pub mod retry;
pub mod tls;
pub mod transport;

pub use pipeline::{Authorize, Exchange, Pipeline, PipelineOptions, SERVICE_VERSION, Transport};
pub use request::{Repeat, Request};
pub use response::{Response, ResponseBody};
pub use transport::HttpTransport;
