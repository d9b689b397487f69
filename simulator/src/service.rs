//! The service itself: one request in, one response out. It does not depend on sockets.

mod accounts;
mod fault_effects;

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Response;

use crate::access::Access;
use crate::admission::{self, Terms};
use crate::body::Body;
use crate::failure::Result;
use crate::faults::Faults;
use crate::files::FileStore;
use crate::issuer_script::IssuerScript;
use crate::log::{Exchange, Log};
use crate::operation::Operation;
use crate::operations::{self, Context};
use crate::received::Received;
use crate::request::{Call, Role};
use crate::response::{Ids, ServiceResponse};
use crate::scripts::Scripts;
use crate::sources::remote::RemoteReader;
use crate::sources::target::OwnPorts;
use crate::sources::{LocalSources, Sources};
use crate::state::{Account, State};
use crate::store::Store;
use crate::throttle::{Incoming, Throttling};
use crate::{names, range, structured};

/// The service.
#[derive(Debug)]
pub struct Service {
    /// The state.
    pub store: Store,
    /// The state for checking credentials.
    pub access: Access,
    /// Scripted durations.
    pub scripts: Scripts,
    issuer_script: Mutex<IssuerScript>,
    /// The number of requests to the endpoint for tokens.
    pub token_requests: AtomicU64,
    /// The log of requests.
    pub log: Log,
    /// Scripted faults.
    pub faults: Faults,
    /// Throttling.
    pub throttling: Throttling,
    /// The files.
    pub files: FileStore,
    /// The ports of this process.
    pub ports: OwnPorts,
    /// Reads from other hosts.
    pub reader: RemoteReader,
}

impl Service {
    /// A service with empty accounts, by name and keys.
    pub fn new(keys: HashMap<String, Vec<Vec<u8>>>, reader: RemoteReader) -> Self {
        let accounts = keys.keys().map(|name| (name.clone(), Account::default())).collect();
        Self {
            store: Store::new(State { accounts, ..State::default() }),
            access: Access::new(keys),
            scripts: Scripts::default(),
            issuer_script: Mutex::default(),
            token_requests: AtomicU64::default(),
            log: Log::default(),
            faults: Faults::default(),
            throttling: Throttling::default(),
            files: FileStore::default(),
            ports: OwnPorts::default(),
            reader,
        }
    }

    /// The context of operations.
    fn context(&self) -> Context<'_> {
        let Self { store, access, scripts, files, ports, reader, log, .. } = self;
        Context { store, access, scripts, sources: Sources { store, files, access, ports, reader, log, own: self } }
    }

    /// The script of the endpoint for tokens, to be changed in place.
    pub fn issuer_script(&self) -> MutexGuard<'_, IssuerScript> {
        self.issuer_script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the script of the endpoint for tokens.
    pub fn set_issuer_script(&self, script: IssuerScript) {
        *self.issuer_script() = script;
    }

    /// Handles a request; an error breaks the connection.
    pub async fn respond(&self, received: Received) -> io::Result<Response<Body>> {
        let now = self.store.clock.now();
        let ids = Ids::new(&received.parts.headers);
        let (method, uri) = (received.parts.method.clone(), received.parts.uri.clone());
        let faults = received.faults.clone();
        let mut exchange = self.log.begin(method.clone(), uri, now, received.body.length());
        self.log.counts.recognise(received.body.computed());
        let result = match Call::new(received, now) {
            Ok(call) => {
                let mut handled = LoggedRequest { call, exchange: &mut exchange };
                self.run(&mut handled.call, handled.exchange).await
            }
            Err(failure) => Err(failure),
        };
        let unfinished = result.unwrap_or_else(|failure| ServiceResponse::of_failure(&failure, &ids.id, now));
        let mut response = unfinished.finish(&ids, &method);
        // Clients take the service's time from there, as they do for `Last-Modified`.
        if let Ok(date) = http::HeaderValue::from_str(&httpdate::fmt_http_date(self.store.clock.now())) {
            response.headers_mut().entry(http::header::DATE).or_insert(date);
        }
        let length = response.body().length();
        exchange.has_responded(response.status().as_u16(), response.headers().get(names::ERROR_CODE), length);
        if let Some(fired) = exchange.fired() {
            self.break_connection(fired, length, &faults).inspect_err(|_| exchange.is_broken())?;
        }
        Ok(response)
    }

    async fn run(&self, call: &mut Call, exchange: &mut Exchange<'_>) -> Result<ServiceResponse> {
        let operation = Operation::of(call)?;
        exchange.is_operation(operation);
        self.perform(call, operation, Some(exchange)).await
    }

    /// Runs an operation, with its scripted faults. Reads of the service's own blobs for a copy
    /// come here too, with [`Role::Source`] and no exchange; then the caller has checked the permission.
    pub async fn perform(
        &self,
        call: &mut Call,
        operation: Operation,
        exchange: Option<&mut Exchange<'_>>,
    ) -> Result<ServiceResponse> {
        let Some(fired) = self.faults.find(call, operation) else { return self.execute(call, operation).await };
        self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
        if let Some(exchange) = exchange {
            exchange.has_fired(&fired.live);
        }
        if fired.live.rule.what.after {
            let response = self.execute(call, operation).await;
            self.apply_faults(&fired, call).await?;
            response
        } else {
            self.apply_faults(&fired, call).await?;
            self.execute(call, operation).await
        }
    }

    async fn execute(&self, call: &mut Call, operation: Operation) -> Result<ServiceResponse> {
        if let Err(rejection) = self.throttling.admit(&call.address, incoming(call), call.now) {
            self.log.counts.throttled.fetch_add(1, Ordering::Relaxed);
            return Err(rejection);
        }
        let terms = match call.role {
            Role::Client => admission::admit(call, operation, &self.store, &self.access)?,
            Role::Source => Terms::default(),
        };
        terms.before(call)?;
        if call.role == Role::Client {
            self.reject_missing_feature(call, operation)?;
        }
        structured::unwrap(call, operation)?;
        let mut response = operations::run(operation, call, &self.context()).await?;
        structured::wrap(call, operation, &mut response);
        terms.after(operation, &mut response);
        self.throttling.spend(&call.address, sent(call, response.body.length()), call.now);
        Ok(response)
    }
}

impl LocalSources for Service {
    fn has_faults(&self) -> bool {
        self.faults.any()
    }

    fn apply_faults<'a>(&'a self, read: &'a Call) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let Some(fired) = self.faults.find(read, Operation::GetBlob) else { return Ok(()) };
            self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
            Service::apply_faults(self, &fired, read).await
        })
    }

    fn respond<'a>(
        &'a self,
        read: &'a mut Call,
        operation: Operation,
    ) -> Pin<Box<dyn Future<Output = Result<ServiceResponse>> + Send + 'a>> {
        Box::pin(self.perform(read, operation, None))
    }

    fn count_ingress(&self, copy: &Call, bytes: u64) {
        self.throttling.spend(&copy.address, bytes, copy.now);
    }
}

/// A request that is being handled. However that ends, its headers are logged.
struct LoggedRequest<'a, 'b> {
    call: Call,
    exchange: &'a mut Exchange<'b>,
}

impl Drop for LoggedRequest<'_, '_> {
    fn drop(&mut self) {
        self.exchange.keep_headers(std::mem::take(&mut self.call.headers));
    }
}

/// The number of bytes that a request brings with it, if it brings any.
fn incoming(call: &Call) -> Incoming {
    match call.body.length() {
        0 if call.headers.contains_key(names::COPY_SOURCE) => Incoming::Copied,
        bytes => Incoming::Body(bytes),
    }
}

/// The number of bytes that leave the account with a response of this length; for a source, of the copied part.
fn sent(call: &Call, length: u64) -> u64 {
    let part = || range::parse(call.header(&names::SOURCE_RANGE)?);
    match part().filter(|_| call.role == Role::Source) {
        Some((start, end)) => range::clip(start, end, length).map_or(length, |part| part.end - part.start),
        None => length,
    }
}
