//! The state for checking credentials.

use std::collections::HashMap;

use crate::auth::{Issuer, Keyring};

/// The keys of the accounts, and the issuer of tokens.
#[derive(Debug)]
pub struct Access {
    keys: HashMap<String, Vec<Vec<u8>>>,
    /// The issuer of tokens.
    pub issuer: Issuer,
}

impl Access {
    /// For accounts by name and keys.
    pub fn new(keys: HashMap<String, Vec<Vec<u8>>>) -> Self {
        Self { keys, issuer: Issuer::default() }
    }

    /// Whether there is an account of that name.
    pub fn has_account(&self, name: &str) -> bool {
        self.keys.contains_key(name)
    }

    /// The keys to check the signatures of requests to an account.
    pub fn keyring(&self, account: &str) -> Keyring<'_> {
        Keyring { account: self.keys.get(account).map(Vec::as_slice), issuer: &self.issuer }
    }
}
