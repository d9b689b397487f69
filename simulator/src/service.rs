//! The service itself: one request in, one response out. It does not depend on sockets.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::request::Parts;

use crate::access::Access;
use crate::address::Address;
use crate::admission::{self, Terms};
use crate::body::Body;
use crate::failure::{Failure, Result};
use crate::faults::events::{Event, EventAction};
use crate::faults::{self, ActiveRule, Faults};
use crate::files::FileStore;
use crate::issuer_script::IssuerScript;
use crate::log::{Exchange, Log};
use crate::operation::Operation;
use crate::operations::create_container::check_name;
use crate::operations::{self, Context};
use crate::received::Received;
use crate::request::{Call, Role};
use crate::response::{Ids, ServiceResponse};
use crate::scripts::Scripts;
use crate::server::ResetUpload;
use crate::sources::remote::RemoteReader;
use crate::sources::target::OwnPorts;
use crate::sources::{LocalSources, Sources};
use crate::state::blob::Pairs;
use crate::state::entries::Entries;
use crate::state::features::Features;
use crate::state::generated::{Generated, SyntheticContainer};
use crate::state::{Account, Container, PublicAccess, State};
use crate::store::Store;
use crate::throttle::Throttling;
use crate::{names, range, structured, wire};

/// The service.
#[derive(Debug)]
pub struct Service {
    /// The state.
    pub store: Store,
    /// What is needed to check credentials.
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

    /// Sets the features of an account, or returns why that is impossible.
    pub fn set_features(&self, account: &str, features: Features) -> Result<(), String> {
        let mut state = self.store.state();
        let account = state.accounts.get_mut(account).ok_or_else(|| format!("account: there is no `{account}`"))?;
        if features.hierarchical_namespace != account.features.hierarchical_namespace && !account.containers.is_empty()
        {
            return Err("hierarchicalNamespace: the account has containers already".to_owned());
        }
        if features.hierarchical_namespace && features.versioning {
            return Err("versioning: an account with a hierarchical namespace has none".to_owned());
        }
        for container in account.containers.values_mut() {
            container.versioning = features.versioning;
        }
        account.features = features;
        Ok(())
    }

    /// The features that an account does not have.
    fn refuse_missing_feature(&self, call: &mut Call, operation: Operation) -> Result<()> {
        let mut state = self.store.state();
        // If there is no such account, the operation reports it.
        let Ok(account) = state.account(&call.address.account) else { return Ok(()) };
        let features = &account.features;
        if features.newest_version.as_deref().is_some_and(|newest| call.version() > newest) {
            return Err(Failure::invalid_header());
        }
        call.further_tiers.clone_from(&features.further_tiers);
        let tags = call.headers.contains_key(names::TAGS)
            || call.header(&names::COPY_SOURCE_TAG_OPTION) == Some("COPY")
            || call.query("include").is_some_and(|what| what.contains("tags"));
        let flat = matches!(
            operation,
            Operation::Batch
                | Operation::GetBlobTags
                | Operation::SetBlobTags
                | Operation::FindBlobsByTags
                | Operation::FindBlobsByTagsInContainer
        );
        if features.hierarchical_namespace && (tags || flat) { Err(Failure::not_with_directories()) } else { Ok(()) }
    }

    /// Creates a container of blobs that are computed when they are read, or returns why it cannot.
    pub fn create_synthetic_container(&self, script: SyntheticContainer) -> Result<(), String> {
        let (account, name) = (script.account.clone(), script.container.clone());
        check_name(&name).map_err(|failure| format!("container: {}", failure.message))?;
        let mut state = self.store.state();
        let account = state.accounts.get_mut(&account).ok_or_else(|| format!("account: there is no `{account}`"))?;
        let entries = Entries::of(Generated::new(script, account.order())?);
        if account.containers.contains_key(&name) {
            return Err(format!("container: `{name}` exists already"));
        }
        let mut empty = Container::new(self.store.clock.now(), Pairs::default(), PublicAccess::None, account.order());
        empty.versioning = account.features.versioning;
        account.containers.insert(name, Container { entries, ..empty });
        Ok(())
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
        exchange.is_answered(response.status().as_u16(), response.headers().get(names::ERROR_CODE), length);
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
        let Some(live) = self.faults.find(call, operation) else { return self.execute(call, operation).await };
        self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
        if let Some(exchange) = exchange {
            exchange.has_fired(&live);
        }
        if live.rule.what.after {
            let response = self.execute(call, operation).await;
            self.strike(&live, call).await?;
            response
        } else {
            self.strike(&live, call).await?;
            self.execute(call, operation).await
        }
    }

    async fn execute(&self, call: &mut Call, operation: Operation) -> Result<ServiceResponse> {
        if let Err(refusal) = self.throttling.admit(&call.address, call.body.length(), call.now) {
            self.log.counts.throttled.fetch_add(1, Ordering::Relaxed);
            return Err(refusal);
        }
        let terms = match call.role {
            Role::Client => admission::admit(call, operation, &self.store, &self.access)?,
            Role::Source => Terms::default(),
        };
        terms.before(call)?;
        if call.role == Role::Client {
            self.refuse_missing_feature(call, operation)?;
        }
        structured::unwrap(call, operation)?;
        let mut response = operations::run(operation, call, &self.context()).await?;
        structured::wrap(call, operation, &mut response);
        terms.after(operation, &mut response);
        self.throttling.spend(&call.address, sent(call, response.body.length()), call.now);
        Ok(response)
    }

    /// Applies a rule to a request: events, a wait, and an error unless the request continues.
    async fn strike(&self, live: &ActiveRule, call: &Call) -> Result<()> {
        let what = &live.rule.what;
        if let Some(milliseconds) = what.delay {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        for event in live.events() {
            if let Err(failure) = self.make_happen(event, &call.address).await {
                live.was_refused(&failure);
            }
        }
        if what.stall {
            self.faults.released().await;
        }
        match live.failure() {
            Some(failure) => Err(failure),
            // This response is never sent: the connection breaks instead.
            None if what.reset || what.close || what.garbage.is_some() => Err(Failure::not_implemented()),
            None => Ok(()),
        }
    }

    /// Makes an event happen, around a request to `address`. The operations themselves run it, without a permission check.
    async fn make_happen(&self, event: &Event, address: &Address) -> Result<()> {
        match event.happening(address, self.store.clock.now())? {
            EventAction::TimePasses(by) => self.store.clock.advance(by),
            EventAction::Request(call) => drop(operations::run(Operation::of(&call)?, &call, &self.context()).await?),
        }
        Ok(())
    }

    /// The effect of a rule on the connection of a response whose body has this many bytes.
    fn break_connection(&self, live: &ActiveRule, length: u64, faults: &wire::StreamFaults) -> io::Result<()> {
        let what = &live.rule.what;
        if what.reset {
            faults.reset();
        }
        if what.reset || what.close {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "as scripted"));
        }
        if let Some(plan) = faults::plan(live, length) {
            faults.arm(plan, self.faults.release());
        }
        Ok(())
    }

    /// Whether a rule breaks a request while its body arrives.
    pub fn before_body(&self, parts: &Parts) -> Option<ResetUpload> {
        if !self.faults.any_upload() {
            return None;
        }
        let call = Call::new(Received::internal(parts.clone(), Bytes::new()), self.store.clock.now()).ok()?;
        let live = self.faults.find_upload(&call, Operation::of(&call).ok()?)?;
        let after = live.rule.what.upload.as_ref()?.reset_after;
        Some(ResetUpload { after, live })
    }

    /// Writes a request into the log that was broken while its body arrived.
    pub fn upload_was_reset(&self, parts: Parts, reset: &ResetUpload) {
        self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
        let now = self.store.clock.now();
        let mut exchange = self.log.begin(parts.method.clone(), parts.uri.clone(), now, reset.after);
        exchange.has_fired(&reset.live);
        if let Ok(call) = Call::new(Received::internal(parts, Bytes::new()), now) {
            if let Ok(operation) = Operation::of(&call) {
                exchange.is_operation(operation);
            }
            exchange.keep_headers(call.headers);
        }
    }
}

impl LocalSources for Service {
    fn has_faults(&self) -> bool {
        self.faults.any()
    }

    fn strike<'a>(&'a self, read: &'a Call) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let Some(live) = self.faults.find(read, Operation::GetBlob) else { return Ok(()) };
            self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
            Service::strike(self, &live, read).await
        })
    }

    fn respond<'a>(
        &'a self,
        read: &'a mut Call,
        operation: Operation,
    ) -> Pin<Box<dyn Future<Output = Result<ServiceResponse>> + Send + 'a>> {
        Box::pin(self.perform(read, operation, None))
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

/// The number of bytes that leave the account with a response of this length; for a source, of the copied part.
fn sent(call: &Call, length: u64) -> u64 {
    let part = || range::parse(call.header(&names::SOURCE_RANGE)?);
    match part().filter(|_| call.role == Role::Source) {
        Some((start, end)) => range::clip(start, end, length).map_or(length, |part| part.end - part.start),
        None => length,
    }
}
