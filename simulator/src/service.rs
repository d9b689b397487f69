//! The service itself: one request in, one answer out. It knows no sockets.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use http::Response;

use crate::admission;
use crate::answer::{Answer, Ids};
use crate::auth::{Issuer, Keyring};
use crate::body::Body;
use crate::clock::Clock;
use crate::copies::{self, CopyScript};
use crate::failure::Result;
use crate::log::Log;
use crate::operations::Operation;
use crate::request::Call;
use crate::server::Received;
use crate::state::{Account, State};
use crate::tokens::IssuerScript;

/// The service.
#[derive(Debug)]
pub struct Service {
    keys: HashMap<String, Vec<Vec<u8>>>,
    ports: OnceLock<[u16; 2]>,
    state: Mutex<State>,
    copies: Mutex<CopyScript>,
    issuer_script: Mutex<IssuerScript>,
    /// Who issues tokens.
    pub issuer: Issuer,
    /// How often the endpoint for tokens was asked.
    pub token_requests: AtomicU64,
    /// What time it is.
    pub clock: Clock,
    /// What it was asked.
    pub log: Log,
}

impl Service {
    /// A service with empty accounts, by name and keys.
    pub fn new(keys: HashMap<String, Vec<Vec<u8>>>) -> Self {
        let accounts = keys.keys().map(|name| (name.clone(), Account::default())).collect();
        Self {
            keys,
            ports: OnceLock::new(),
            state: Mutex::new(State { accounts }),
            copies: Mutex::default(),
            issuer_script: Mutex::default(),
            issuer: Issuer::default(),
            token_requests: AtomicU64::default(),
            clock: Clock::default(),
            log: Log::default(),
        }
    }

    /// The state, locked. Nobody waits for anything while holding it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is an account of that name.
    pub fn has_account(&self, name: &str) -> bool {
        self.keys.contains_key(name)
    }

    /// What the signatures of requests to an account are checked with.
    pub fn keyring(&self, account: &str) -> Keyring<'_> {
        Keyring { account: self.keys.get(account).map(Vec::as_slice), issuer: &self.issuer }
    }

    /// Tells the service its ports, for HTTP and for HTTPS.
    pub fn listens_on(&self, ports: [u16; 2]) {
        let _ = self.ports.set(ports);
    }

    /// Whether one of its ports has that number.
    pub fn is_port(&self, number: u16) -> bool {
        self.ports.get().is_some_and(|ports| ports.contains(&number))
    }

    /// How the endpoint for tokens answers, to be changed in place.
    pub fn issuer_script(&self) -> MutexGuard<'_, IssuerScript> {
        self.issuer_script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets how the endpoint for tokens answers from now on.
    pub fn set_issuer_script(&self, script: IssuerScript) {
        *self.issuer_script() = script;
    }

    /// What becomes of a copy that starts now.
    pub fn copy_script(&self) -> CopyScript {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets what becomes of copies that start from now on.
    pub fn set_copy_script(&self, script: CopyScript) {
        *self.copies.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// Ends every pending copy, and says how many there were.
    pub fn release(&self) -> usize {
        copies::release(&mut self.state(), self.clock.now())
    }

    /// Answers a request.
    pub async fn answer(&self, received: Received) -> io::Result<Response<Body>> {
        let now = self.clock.now();
        let ids = Ids::new(&received.parts.headers);
        let (method, uri) = (received.parts.method.clone(), received.parts.uri.clone());
        let mut operation = None;
        let result = match Call::new(received, now) {
            Ok(call) => self.run(call, &mut operation).await,
            Err(failure) => Err(failure),
        };
        let answer = result.unwrap_or_else(|failure| Answer::of_failure(&failure, &ids.id, now));
        let response = answer.finish(&ids, &method);
        self.log.add(method, uri, response.status().as_u16(), operation);
        Ok(response)
    }

    async fn run(&self, mut call: Call, operation: &mut Option<Operation>) -> Result<Answer> {
        let found = Operation::of(&call)?;
        *operation = Some(found);
        let terms = admission::admit(&call, found, self)?;
        terms.before(&mut call)?;
        let mut answer = found.run(&call, self).await?;
        terms.after(found, &mut answer);
        Ok(answer)
    }
}
