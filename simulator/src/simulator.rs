//! The simulator as Rust code uses it: start it, script it, ask it what it saw.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use crate::control::{Blobs, Control};
use crate::copies::CopyScript;
use crate::files::FileAddress;
use crate::files::endpoint::Files;
use crate::log::{Seen, SourceRead};
use crate::server::{Listening, listen};
use crate::service::Service;
use crate::sources::elsewhere::{Reader, SourceOptions};
use crate::sources::target::Listener;
use crate::synthetic::{self, SyntheticBlob};

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
    accounts: Vec<String>,
    blobs: Listening,
    files: Listening,
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
        let service = Arc::new(Service::new(keys, Reader::new(&options.sources)?));
        let blobs = listen(options.port, Arc::new(Blobs(Arc::clone(&service)))).await?;
        let files = listen(0, Arc::new(Files(Arc::clone(&service)))).await?;
        service.ports.add(blobs.address.port(), Listener::Blobs);
        service.ports.add(files.address.port(), Listener::Files);
        let control = listen(0, Arc::new(Control(Arc::clone(&service)))).await?;
        let accounts = accounts.into_iter().map(|(name, _)| name).collect();
        Ok(Self { service, accounts, blobs, files, control })
    }

    /// Where the service is: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.blobs.address)
    }

    /// Where the File service is: `http://127.0.0.1:PORT`.
    pub fn files_origin(&self) -> String {
        format!("http://{}", self.files.address)
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

    /// The last 10,000 requests, the oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.service.log.requests()
    }

    /// The last 10,000 sources that copies read, the oldest first. An asynchronous copy within an account reads its
    /// source without asking for it.
    pub fn source_reads(&self) -> Vec<SourceRead> {
        self.service.log.sources()
    }

    /// Puts a blob of any size whose bytes are [`crate::synthetic()`] ones, as one piece.
    pub fn put_synthetic(&self, account: &str, container: &str, blob: &str, size: u64, seed: u64) -> io::Result<()> {
        let (account, container, blob) = (account.to_owned(), container.to_owned(), blob.to_owned());
        self.put_synthetic_blob(SyntheticBlob { account, container, blob, size, seed, ..SyntheticBlob::default() })
    }

    /// Puts a synthetic blob of any type. Its container must be there.
    pub fn put_synthetic_blob(&self, blob: SyntheticBlob) -> io::Result<()> {
        synthetic::put(&self.service, blob).map_err(|failure| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("{}: {}", failure.code, failure.message))
        })
    }

    /// Puts a file of Azure Files, for copies to read.
    pub fn put_file(&self, account: &str, share: &str, path: &str, content_type: Option<&str>, body: Bytes) {
        let (account, share, path) = (account.to_owned(), share.to_owned(), path.to_owned());
        let address = FileAddress { account, share, path };
        self.service.files.put(address, body.into(), content_type.map(str::to_owned), self.service.clock.now());
    }

    /// Forgets the requests and the sources that were read.
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// How often each operation was called.
    pub fn statistics(&self) -> BTreeMap<String, u64> {
        self.service.log.statistics()
    }
}
