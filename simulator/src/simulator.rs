//! The simulator as Rust code uses it: start it, script it, ask it what it saw.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::control::{Blobs, Control};
use crate::copies::CopyScript;
use crate::log::Seen;
use crate::server::{Listening, listen};
use crate::service::Service;

/// The account that emulators are known to have.
pub const DEFAULT_ACCOUNT: &str = "devstoreaccount1";
/// Its key, which is public.
pub const DEFAULT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// What a simulator starts with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; 0 is any free one.
    pub port: u16,
    /// The accounts, by name and key in base64. Without any, there is the well-known one of emulators.
    pub accounts: Vec<(String, String)>,
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
    accounts: Vec<String>,
    blobs: Listening,
    control: Listening,
}

impl Simulator {
    /// Starts to listen.
    pub async fn start(options: Options) -> io::Result<Self> {
        let mut accounts = options.accounts;
        if accounts.is_empty() {
            accounts.push((DEFAULT_ACCOUNT.to_owned(), DEFAULT_KEY.to_owned()));
        }
        let decode = |(name, key): &(String, String)| {
            let wrong = |error| io::Error::new(io::ErrorKind::InvalidInput, format!("the key of {name}: {error}"));
            BASE64_STANDARD.decode(key).map(|key| (name.clone(), key)).map_err(wrong)
        };
        let keys: HashMap<_, _> = accounts.iter().map(decode).collect::<Result<_, _>>()?;
        let service = Arc::new(Service::new(keys));
        let blobs = listen(options.port, Arc::new(Blobs(Arc::clone(&service)))).await?;
        let control = listen(0, Arc::new(Control(Arc::clone(&service)))).await?;
        let accounts = accounts.into_iter().map(|(name, _)| name).collect();
        Ok(Self { service, accounts, blobs, control })
    }

    /// Where the service is: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.blobs.address)
    }

    /// Where the control endpoint is.
    pub fn control(&self) -> String {
        format!("http://{}", self.control.address)
    }

    /// The names of the accounts.
    pub fn accounts(&self) -> &[String] {
        &self.accounts
    }

    /// Sets what becomes of asynchronous copies that start from now on.
    pub fn set_copies(&self, script: CopyScript) {
        self.service.set_copy_script(script);
    }

    /// Ends every pending copy as its script says, and says how many there were.
    pub fn release(&self) -> usize {
        self.service.release()
    }

    /// Sets for how many days all accounts keep the containers that are deleted from now on; nothing is for not at all.
    pub fn keep_deleted_containers(&self, days: Option<u64>) {
        for account in self.service.state().accounts.values_mut() {
            account.keeps_containers = days;
        }
    }

    /// Sets how long it takes blobs to leave the archive from now on, by the service's clock.
    pub fn set_rehydration(&self, takes: Duration) {
        self.service.set_rehydration(takes);
    }

    /// Moves the service's clock forward.
    pub fn advance_clock(&self, by: Duration) {
        self.service.clock.advance(by);
    }

    /// The last 10,000 requests, the oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.service.log.requests()
    }

    /// Forgets the requests.
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// How often each operation was called.
    pub fn statistics(&self) -> BTreeMap<String, u64> {
        self.service.log.statistics()
    }
}
