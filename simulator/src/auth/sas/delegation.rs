//! The addition of a user-delegation SAS to a service SAS: the key that signed it, described by its fields.
//!
//! See [Create a user delegation SAS](https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas).

use std::time::SystemTime;

use super::super::query::Parameters;
use super::super::token::DelegationKey;
use super::super::{Rejection, SignedRequest, instant};
use super::{given, not_well_formed};

/// The oldest version with such SAS.
const OLDEST_VERSION: &str = "2018-11-09";
/// From this version on, agents and a correlation id are signed.
const SIGNS_AGENTS: &str = "2020-02-10";
/// From this version on, the only user that may use the SAS is signed.
const SIGNS_USER: &str = "2025-07-05";
/// From this version on, headers and query parameters that requests must have are signed.
const SIGNS_REQUEST: &str = "2026-04-06";

/// The parameters by which such a SAS is recognized.
const KEY_FIELDS: [&str; 6] = ["skoid", "sktid", "skt", "ske", "sks", "skv"];

/// The key of a SAS, and what is signed along with it.
pub(super) struct Delegation<'a> {
    pub key: DelegationKey<'a>,
    agents: [&'a str; 3],
    request_headers: Option<&'a str>,
    request_query: Option<&'a str>,
}

impl<'a> Delegation<'a> {
    /// Reads the fields, if the SAS is a user delegation SAS.
    pub(super) fn read(account: &'a str, parameters: &'a Parameters, version: &str) -> Result<Option<Self>, Rejection> {
        if !KEY_FIELDS.iter().any(|name| parameters.has(name)) {
            return Ok(None);
        }
        if version < OLDEST_VERSION {
            return Err(not_well_formed("a user-delegation SAS takes version 2018-11-09 or later"));
        }
        if parameters.has("sduoid") || parameters.has("skdutid") {
            return Err(not_well_formed("this service takes no user-delegation SAS that is bound to a user"));
        }
        let field = |name| given(parameters, name)?.ok_or_else(|| not_well_formed(&format!("{name} is missing")));
        let optional = |name| Ok(given(parameters, name)?.unwrap_or_default());
        let key = DelegationKey {
            account,
            object_id: field("skoid")?,
            tenant: field("sktid")?,
            start: field("skt")?,
            expiry: field("ske")?,
            service: field("sks")?,
            version: field("skv")?,
        };
        let agents = [optional("saoid")?, optional("suoid")?, optional("scid")?];
        let (request_headers, request_query) = (given(parameters, "srh")?, given(parameters, "srq")?);
        Ok(Some(Self { key, agents, request_headers, request_query }))
    }

    /// The text that is signed in place of the policy name of other SAS.
    pub(super) fn key_lines(&self, version: &str) -> Vec<&'a str> {
        let DelegationKey { object_id, tenant, start, expiry, service, version: key_version, .. } = self.key;
        let mut lines = vec![object_id, tenant, start, expiry, service, key_version];
        if version >= SIGNS_AGENTS {
            lines.extend(self.agents);
        }
        if version >= SIGNS_USER {
            lines.extend(["", ""]);
        }
        lines
    }

    /// The text that is signed after the encryption scope: the headers and parameters that `request` must have.
    pub(super) fn request_lines(
        &self,
        request: &SignedRequest<'_>,
        parameters: &Parameters,
        version: &str,
    ) -> Result<Vec<String>, Rejection> {
        if version < SIGNS_REQUEST {
            return Ok(Vec::new());
        }
        let (mut headers, mut query) = (String::new(), String::new());
        for name in self.request_headers.into_iter().flat_map(|names| names.split(',')) {
            let value = request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            headers.extend([name, ":", value, "\n"]);
        }
        for name in self.request_query.into_iter().flat_map(|names| names.split(',')) {
            let value = parameters.single(&name.to_ascii_lowercase())?.unwrap_or_default();
            query.extend(["\n", name, ":", value]);
        }
        Ok(vec![headers, query])
    }

    /// The key ends, and every SAS signed with it.
    pub(super) fn check(&self, now: SystemTime) -> Result<(), Rejection> {
        let DelegationKey { start, expiry, service, .. } = self.key;
        if service != "b" {
            return Err(Rejection::service());
        }
        instant::check_interval(Some(start), Some(expiry), now).map_err(|_| {
            Rejection::authentication_failed(format!(
                "Signature not valid in the specified key time frame: Key start [{start}] - Key expiry [{expiry}]."
            ))
        })
    }
}
