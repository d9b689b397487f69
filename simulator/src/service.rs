//! The service itself: one request in, one answer out. It knows no sockets.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response, Uri};

use crate::admission;
use crate::answer::{Answer, Ids, Pieces};
use crate::copies::{self, CopyScript};
use crate::failure::Result;
use crate::header_case::Spellings;
use crate::log::Log;
use crate::operations::Operation;
use crate::request::Call;
use crate::state::{Account, State};

/// The service.
#[derive(Debug)]
pub struct Service {
    keys: HashMap<String, Vec<u8>>,
    state: Mutex<State>,
    copies: Mutex<CopyScript>,
    /// What it was asked.
    pub log: Log,
}

impl Service {
    /// A service with empty accounts, by name and key.
    pub fn new(keys: HashMap<String, Vec<u8>>) -> Self {
        let accounts = keys.keys().map(|name| (name.clone(), Account::default())).collect();
        let (state, copies) = (Mutex::new(State { accounts }), Mutex::default());
        Self { keys, state, copies, log: Log::default() }
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

    /// Ends every pending copy, and says how many there were.
    pub fn release(&self) -> usize {
        copies::release(&mut self.state(), SystemTime::now())
    }

    /// Answers a request.
    pub fn answer(&self, parts: Parts, body: Bytes, spellings: Spellings) -> Response<Pieces> {
        let now = SystemTime::now();
        let ids = Ids::new(&parts.headers);
        let (method, uri) = (parts.method.clone(), parts.uri.clone());
        let mut operation = None;
        let result = Call::new(parts.method, parts.uri, parts.headers, spellings, now)
            .and_then(|call| self.run(&Call { body, ..call }, &mut operation));
        let answer = result.unwrap_or_else(|failure| Answer::of_failure(&failure, &ids.id, now));
        let response = answer.finish(&ids, &method);
        self.remember(method, uri, &response, operation);
        response
    }

    fn run(&self, call: &Call, operation: &mut Option<Operation>) -> Result<Answer> {
        let found = Operation::of(call)?;
        *operation = Some(found);
        admission::admit(call, found, self)?;
        found.run(call, self)
    }

    fn remember(&self, method: Method, uri: Uri, response: &Response<Pieces>, operation: Option<Operation>) {
        self.log.add(method, uri, response.status().as_u16(), operation);
    }
}
