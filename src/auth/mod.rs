//! Credentials: who signs a request, and with what. They never send anything.
//!
//! Every credential is an [`Authorize`], which the pipeline calls for each attempt:
//!
//! - [`Anonymous`] adds nothing. It is for public containers and for **shared access signatures**: a SAS is part of the
//!   URL, so there is nothing to sign.
//! - [`SharedKey`] signs with the account's key.
//! - [`BearerToken`] sends an access token and keeps it fresh, over HTTPS only. [`BearerTokens`] gives pipelines of one
//!   credential the same one.
//!
//! [`ConnectionString`] reads connection strings, and [`sas`] creates shared access signatures: permissions for others,
//! as a query for a URL.
//!
//! None of them reveals its secret: `Debug` leaves it out, and the headers that they set are marked sensitive.

mod account_key;
mod bearer_token;
mod bearer_tokens;
mod challenge;
mod connection_string;
mod delegation_keys;
pub mod header_order;
mod host_tokens;
pub mod sas;
mod shared_key;
mod string_to_sign;
mod token;
mod token_cache;

use std::future::ready;
use std::time::SystemTime;

use futures_util::future::BoxFuture;

use crate::base::error::Result;
use crate::http::{Authorize, Request};

pub use account_key::AccountKey;
pub use bearer_token::BearerToken;
pub use bearer_tokens::BearerTokens;
pub use connection_string::ConnectionString;
pub use shared_key::SharedKey;
pub use token::{AccessToken, STORAGE_SCOPE, TokenRequest, TokenSource};

/// Signs nothing: the blob is public, or the URL has a shared access signature.
///
/// <https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature>
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

impl Authorize for Anonymous {
    fn authorize<'a>(&'a self, _request: &'a mut Request, _now: SystemTime) -> BoxFuture<'a, Result<()>> {
        Box::pin(ready(Ok(())))
    }
}
