//! The simulator for Rust code: start it, script it, and read what it recorded.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use crate::auth::TokenRequest;
use crate::connections::Connections;
use crate::control::Control;
use crate::copies::CopyScript;
use crate::endpoints::{Blobs, Files};
use crate::faults::RuleReport as FaultReport;
use crate::faults::rule::Rule;
use crate::files::FileAddress;
use crate::issuer_script::IssuerScript;
use crate::log::{Filter, RecordedRequest, SourceRead};
use crate::server::{Listening, listen};
use crate::service::Service;
use crate::sources::remote::{RemoteReader, SourceOptions};
use crate::sources::target::Listener;
use crate::state::features::Features;
use crate::state::generated::SyntheticContainer;
use crate::statistics::Statistics;
use crate::synthetic::{self, SyntheticBlob};
use crate::throttle::Throttle;
use crate::tls::{self, Certificate};

/// The well-known account of emulators.
pub const DEFAULT_ACCOUNT: &str = "devstoreaccount1";
/// Its key, which is public.
pub const DEFAULT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The options of a simulator.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; 0 is any free one.
    pub port: u16,
    /// The port for HTTPS; 0 is any free one.
    pub secure_port: u16,
    /// The accounts, by name and key in base64; an account with two keys has them with a colon between. Without any,
    /// there is the well-known one of emulators.
    pub accounts: Vec<(String, String)>,
    /// The kind of certificate of the HTTPS port.
    pub certificate: Certificate,
    /// The number of requests that are logged; 10,000 by default.
    pub log: Option<usize>,
    /// How far the service's clock is behind the machine's.
    pub clock_behind: Duration,
    /// How sources on other hosts are read.
    pub sources: SourceOptions,
}

/// A Blob service that runs until it is dropped.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// use blobferry_simulator::{CopyScript, Options, PendingFor, Simulator};
///
/// let simulator = Simulator::start(Options::default()).await?;
/// simulator.set_copies(CopyScript { pending: Some(PendingFor::Polls(3)), ..CopyScript::default() });
/// assert!(simulator.origin().starts_with("http://127.0.0.1:"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Simulator {
    service: Arc<Service>,
    connections: Arc<Connections>,
    accounts: Vec<String>,
    authority: String,
    blobs: Listening,
    secure: Listening,
    files: Listening,
    control: Listening,
}

impl Simulator {
    /// Starts a simulator.
    pub async fn start(options: Options) -> io::Result<Self> {
        let mut accounts = options.accounts;
        if accounts.is_empty() {
            accounts.push((DEFAULT_ACCOUNT.to_owned(), DEFAULT_KEY.to_owned()));
        }
        let decode = |(name, keys): &(String, String)| {
            let wrong = |error| io::Error::new(io::ErrorKind::InvalidInput, format!("the key of {name}: {error}"));
            let keys: Result<Vec<_>, _> = keys.split(':').map(|key| BASE64_STANDARD.decode(key)).collect();
            keys.map(|keys| (name.clone(), keys)).map_err(wrong)
        };
        let keys: HashMap<_, _> = accounts.iter().map(decode).collect::<Result<_, _>>()?;
        let service = Arc::new(Service::new(keys, RemoteReader::new(&options.sources)?));
        service.store.clock.begin_behind(options.clock_behind);
        let handler = Arc::new(Blobs(Arc::clone(&service)));
        if let Some(capacity) = options.log {
            service.log.set_capacity(capacity);
        }
        let tls::Secured { acceptor, authority } = tls::secure(options.certificate)?;
        let connections = Arc::new(Connections::default());
        let blobs = listen(options.port, None, Arc::clone(&handler), &connections).await?;
        let secure = listen(options.secure_port, Some(acceptor), handler, &connections).await?;
        let files = listen(0, None, Arc::new(Files(Arc::clone(&service))), &connections).await?;
        for (listening, listener) in [(&blobs, Listener::Blobs), (&secure, Listener::Blobs), (&files, Listener::Files)]
        {
            service.ports.add(listening.address.port(), listener);
        }
        let addresses = [&blobs, &secure, &files].map(|listening| listening.address).to_vec();
        let control = Control { service: Arc::clone(&service), connections: Arc::clone(&connections), addresses };
        let control = listen(0, None, Arc::new(control), &Arc::default()).await?;
        let accounts = accounts.into_iter().map(|(name, _)| name).collect();
        Ok(Self { service, connections, accounts, authority, blobs, secure, files, control })
    }

    /// The URL of the service: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.blobs.address)
    }

    /// The URL of the same service over HTTPS: `https://127.0.0.1:PORT`.
    pub fn secure_origin(&self) -> String {
        format!("https://{}", self.secure.address)
    }

    /// The certificate of the authority that clients of [`Simulator::secure_origin`] must trust, as PEM.
    pub fn authority_pem(&self) -> &str {
        &self.authority
    }

    /// The URL of the File service: `http://127.0.0.1:PORT`.
    pub fn files_origin(&self) -> String {
        format!("http://{}", self.files.address)
    }

    /// Issues a token, which the service accepts as `Authorization: Bearer`.
    pub fn issue_token(&self, request: &TokenRequest) -> String {
        self.service.access.issuer.issue(request, self.service.store.clock.now()).token
    }

    /// Sets the script of the endpoint for tokens.
    pub fn set_issuer(&self, script: IssuerScript) {
        self.service.set_issuer_script(script);
    }

    /// The number of requests to the endpoint for tokens.
    pub fn token_requests(&self) -> u64 {
        self.service.token_requests.load(Ordering::Relaxed)
    }

    /// The URL of the control endpoint.
    pub fn control(&self) -> String {
        format!("http://{}", self.control.address)
    }

    /// The names of the accounts.
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    /// Sets the features of an account, or returns why that is impossible.
    pub fn set_features(&self, account: &str, features: Features) -> io::Result<()> {
        let wrong = |problem| io::Error::new(io::ErrorKind::InvalidInput, problem);
        self.service.set_features(account, features).map_err(wrong)
    }

    /// Sets the script of asynchronous copies that start from now on.
    pub fn set_copies(&self, script: CopyScript) {
        self.service.scripts.set_copies(script);
    }

    /// Ends every pending copy as scripted, and returns their number.
    pub fn release(&self) -> usize {
        self.service.store.release()
    }

    /// Sets the number of days for which all accounts retain containers that are deleted from now on; `None` turns that off.
    pub fn keep_deleted_containers(&self, days: Option<u64>) {
        for account in self.service.store.state().accounts.values_mut() {
            account.keeps_containers = days;
        }
    }

    /// Sets the duration of rehydrations from now on, by the service's clock.
    pub fn set_rehydration(&self, takes: Duration) {
        self.service.scripts.set_rehydration(takes);
    }

    /// The last requests that fit, the oldest first: of 10,000, unless [`Options::log`] says otherwise.
    pub fn requests_like(&self, filter: &Filter) -> Vec<RecordedRequest> {
        self.service.log.requests(filter)
    }

    /// The last requests, the oldest first.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.requests_like(&Filter::default())
    }

    /// The last 10,000 sources that copies read, the oldest first. An asynchronous copy within an account reads its
    /// source without a request.
    pub fn source_reads(&self) -> Vec<SourceRead> {
        self.service.log.sources()
    }

    /// Creates a blob of any size whose bytes are [`crate::synthetic()`] ones, as one piece.
    pub fn put_synthetic(&self, account: &str, container: &str, blob: &str, size: u64, seed: u64) -> io::Result<()> {
        let (account, container, blob) = (account.to_owned(), container.to_owned(), blob.to_owned());
        self.put_synthetic_blob(SyntheticBlob { account, container, blob, size, seed, ..SyntheticBlob::default() })
    }

    /// Creates a synthetic blob of any type. Its container must exist.
    pub fn put_synthetic_blob(&self, blob: SyntheticBlob) -> io::Result<()> {
        synthetic::put(&self.service.store, blob).map_err(|failure| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("{}: {}", failure.code, failure.message))
        })
    }

    /// Creates a file of Azure Files, for copies to read.
    pub fn put_file(&self, account: &str, share: &str, path: &str, content_type: Option<&str>, body: Bytes) {
        let (account, share, path) = (account.to_owned(), share.to_owned(), path.to_owned());
        let address = FileAddress { account, share, path };
        self.service.files.put(address, body.into(), content_type.map(str::to_owned), self.service.store.clock.now());
    }

    /// Forgets the requests and the sources that were read.
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// Counts of requests and responses.
    pub fn statistics(&self) -> Statistics {
        self.service.log.counts.read()
    }

    /// Waits until everything that clients had sent has been handled, even if a client has ended, and no request is in flight.
    pub async fn idle(&self) {
        let addresses = [&self.blobs, &self.secure, &self.files].map(|listening| listening.address);
        self.connections.idle(&addresses).await;
    }

    /// Resets the counts.
    pub fn clear_statistics(&self) {
        self.service.log.counts.reset();
    }

    /// Replaces all fault rules, unless one of them is invalid; the error says which and why.
    pub fn set_faults(&self, rules: Vec<Rule>) -> Result<(), String> {
        self.service.faults.set(rules)
    }

    /// Every fault rule, with how often it counted a request and fired.
    pub fn faults(&self) -> Vec<FaultReport> {
        self.service.faults.report()
    }

    /// The number of requests and responses that stall now.
    pub fn stalls(&self) -> usize {
        self.service.faults.stalls()
    }

    /// Releases all stalls, and returns their number.
    pub fn release_stalls(&self) -> usize {
        self.service.faults.release_stalls()
    }

    /// Sets or removes the throttling limits; the error says why they are invalid.
    pub fn set_throttle(&self, throttle: Option<Throttle>) -> Result<(), String> {
        self.service.throttling.set(throttle)
    }

    /// The current limits.
    pub fn throttle(&self) -> Option<Throttle> {
        self.service.throttling.get()
    }

    /// The service's time.
    pub fn now(&self) -> SystemTime {
        self.service.store.clock.now()
    }

    /// Moves the service's clock forward, whether it runs or not.
    pub fn advance(&self, by: Duration) {
        self.service.store.clock.advance(by);
    }

    /// Stops the service's clock.
    pub fn stop_clock(&self) {
        self.service.store.clock.stop();
    }

    /// Lets the service's clock run again, from its current time.
    pub fn resume_clock(&self) {
        self.service.store.clock.resume();
    }

    /// Whether the service's clock is stopped.
    pub fn is_clock_stopped(&self) -> bool {
        self.service.store.clock.is_stopped()
    }

    /// Creates a container of blobs that take no memory; the error says why it cannot.
    pub fn create_synthetic_container(&self, script: SyntheticContainer) -> Result<(), String> {
        self.service.create_synthetic_container(script)
    }
}
