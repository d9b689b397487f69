//! The service itself: one request in, one answer out. It knows no sockets.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Response;

use crate::admission;
use crate::answer::{Answer, Ids};
use crate::body::Body;
use crate::clock::Clock;
use crate::copies::{self, CopyScript};
use crate::failure::Result;
use crate::files::FileStore;
use crate::log::Log;
use crate::operations::Operation;
use crate::request::Call;
use crate::server::Received;
use crate::sources::elsewhere::Reader;
use crate::sources::target::OwnPorts;
use crate::state::{Account, State};

/// The service.
#[derive(Debug)]
pub struct Service {
    keys: HashMap<String, Vec<u8>>,
    state: Mutex<State>,
    copies: Mutex<CopyScript>,
    /// What time it is.
    pub clock: Clock,
    /// What it was asked.
    pub log: Log,
    /// The files.
    pub files: FileStore,
    /// The ports that it answers on.
    pub ports: OwnPorts,
    /// What reads from other hosts.
    pub reader: Reader,
}

impl Service {
    /// A service with empty accounts, by name and key.
    pub fn new(keys: HashMap<String, Vec<u8>>, reader: Reader) -> Self {
        let accounts = keys.keys().map(|name| (name.clone(), Account::default())).collect();
        let (state, copies) = (Mutex::new(State { accounts, ..State::default() }), Mutex::default());
        let (clock, log) = (Clock::default(), Log::default());
        Self { keys, state, copies, clock, log, files: FileStore::default(), ports: OwnPorts::default(), reader }
    }

    /// The state, locked. Nobody waits for anything while holding it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody sees a copy whose time has come as pending.
        if !state.timed.is_empty() {
            copies::settle(&mut state, self.clock.now());
        }
        state
    }

    /// The key of an account.
    pub fn key_of(&self, account: &str) -> Option<&[u8]> {
        self.keys.get(account).map(Vec::as_slice)
    }

    /// What becomes of a copy to a blob that starts now.
    pub fn copy_script(&self, blob: &str) -> CopyScript {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).for_blob(blob)
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
            Ok(call) => self.run(&call, &mut operation).await,
            Err(failure) => Err(failure),
        };
        let answer = result.unwrap_or_else(|failure| Answer::of_failure(&failure, &ids.id, now));
        let response = answer.finish(&ids, &method);
        self.log.add(method, uri, response.status().as_u16(), operation);
        Ok(response)
    }

    async fn run(&self, call: &Call, operation: &mut Option<Operation>) -> Result<Answer> {
        let found = Operation::of(call)?;
        *operation = Some(found);
        self.perform(call, found).await
    }

    /// Does an operation, if its sender may. What the service itself reads for a copy comes here too.
    pub async fn perform(&self, call: &Call, operation: Operation) -> Result<Answer> {
        admission::admit(call, operation, self)?;
        operation.run(call, self).await
    }
}
