//! The service itself: one request in, one answer out. It knows no sockets.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Response;

use crate::admission;
use crate::answer::{Answer, Ids};
use crate::body::Body;
use crate::clock::Clock;
use crate::copies::{self, CopyScript};
use crate::failure::Result;
use crate::log::Log;
use crate::operations::Operation;
use crate::request::Call;
use crate::server::Received;
use crate::state::{Account, State};

/// How long it takes a blob to leave the archive, unless a test says otherwise; in the real service it takes hours.
const DEFAULT_REHYDRATION: Duration = Duration::from_secs(60 * 60);

/// The service.
#[derive(Debug)]
pub struct Service {
    keys: HashMap<String, Vec<u8>>,
    state: Mutex<State>,
    copies: Mutex<CopyScript>,
    rehydration: Mutex<Duration>,
    /// What time it is.
    pub clock: Clock,
    /// What it was asked.
    pub log: Log,
}

impl Service {
    /// A service with empty accounts, by name and key.
    pub fn new(keys: HashMap<String, Vec<u8>>) -> Self {
        let accounts = keys.keys().map(|name| (name.clone(), Account::default())).collect();
        let (state, copies) = (Mutex::new(State { accounts }), Mutex::default());
        let rehydration = Mutex::new(DEFAULT_REHYDRATION);
        Self { keys, state, copies, rehydration, clock: Clock::default(), log: Log::default() }
    }

    /// The state, locked. Nobody waits for anything while holding it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key of an account.
    pub fn key_of(&self, account: &str) -> Option<&[u8]> {
        self.keys.get(account).map(Vec::as_slice)
    }

    /// What becomes of a copy that starts now.
    pub fn copy_script(&self) -> CopyScript {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets what becomes of copies that start from now on.
    pub fn set_copy_script(&self, script: CopyScript) {
        *self.copies.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// How long it takes a blob to leave the archive.
    pub fn rehydration(&self) -> Duration {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets how long it takes a blob to leave the archive from now on.
    pub fn set_rehydration(&self, takes: Duration) {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner) = takes;
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
        admission::admit(call, found, self)?;
        found.run(call, self).await
    }
}
