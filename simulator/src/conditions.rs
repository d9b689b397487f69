//! Conditions on a request's own resource and on the source of a copy, as pure functions of headers, `ETag` and time:
//! <https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations>.

use std::time::SystemTime;

use http::{HeaderMap, HeaderName, header};

use crate::failure::{Failure, Result};
use crate::names;

/// The state of a resource that conditions refer to.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// The number in the `ETag`.
    pub etag: u64,
    /// When it last changed, in whole seconds.
    pub last_modified: SystemTime,
}

impl Stamp {
    /// The `ETag` as headers have it, with its quotes.
    pub fn quoted_etag(&self) -> String {
        format!("\"0x{:X}\"", self.etag)
    }
}

/// The conditions that a request names.
#[derive(Debug, Default, Clone, Copy)]
pub struct Conditions<'a> {
    if_match: Option<&'a str>,
    if_none_match: Option<&'a str>,
    modified_since: Option<SystemTime>,
    unmodified_since: Option<SystemTime>,
}

impl<'a> Conditions<'a> {
    /// The conditions on the request's own resource.
    pub fn of_resource(headers: &'a HeaderMap) -> Result<Self> {
        let names = [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE];
        Self::read(headers, &names)
    }

    /// The conditions on the source of a copy.
    pub fn of_source(headers: &'a HeaderMap) -> Result<Self> {
        let names = [
            names::SOURCE_IF_MATCH,
            names::SOURCE_IF_NONE_MATCH,
            names::SOURCE_IF_MODIFIED_SINCE,
            names::SOURCE_IF_UNMODIFIED_SINCE,
        ];
        Self::read(headers, &names)
    }

    fn read(headers: &'a HeaderMap, names: &[HeaderName; 4]) -> Result<Self> {
        let text = |name: &HeaderName| {
            headers.get(name).map(|value| value.to_str().map_err(|_| Failure::invalid_header())).transpose()
        };
        let time = |name: &HeaderName| {
            let parse = |value| httpdate::parse_http_date(value).map_err(|_| Failure::invalid_header());
            text(name)?.map(parse).transpose()
        };
        Ok(Self {
            if_match: text(&names[0])?,
            if_none_match: text(&names[1])?,
            modified_since: time(&names[2])?,
            unmodified_since: time(&names[3])?,
        })
    }

    /// Checks a write to the current state.
    pub fn check_write(&self, now: Option<Stamp>) -> Result<()> {
        let Some(now) = now else {
            return if self.if_match.is_some() { Err(Failure::condition_not_met()) } else { Ok(()) };
        };
        if self.if_none_match == Some("*") { Ok(()) } else { self.violation(now).map_or(Ok(()), |_| not_met()) }
    }

    /// Checks a write that may create the blob: `If-None-Match: *` means that it must not exist.
    pub fn check_create(&self, now: Option<Stamp>) -> Result<()> {
        if self.if_none_match == Some("*") && now.is_some() {
            return Err(Failure::blob_already_exists());
        }
        self.check_write(now)
    }

    /// Checks a read: whether it is allowed, or there is nothing newer.
    pub fn check_read(&self, now: Stamp) -> Result<()> {
        if self.if_none_match == Some("*") {
            let message = "The request includes an unsatisfiable condition for this operation.";
            return Err(Failure::new(400, "UnsatisfiableCondition", message));
        }
        match self.violation(now) {
            None => Ok(()),
            Some(Violation::NotNewer) => Err(Failure::not_modified()),
            Some(Violation::Changed) => not_met(),
        }
    }

    /// Whether a copy may read its source.
    pub fn check_source(&self, now: Stamp) -> Result<()> {
        self.violation(now).map_or(Ok(()), |_| Err(Failure::source_condition_not_met()))
    }

    fn violation(&self, now: Stamp) -> Option<Violation> {
        if self.if_match.is_some_and(|tag| !matches(tag, now.etag))
            || self.unmodified_since.is_some_and(|time| now.last_modified > time)
        {
            return Some(Violation::Changed);
        }
        let other = self.if_none_match.map(|tag| !matches(tag, now.etag));
        let newer = self.modified_since.map(|time| now.last_modified > time);
        match (other, newer) {
            (Some(true), _) | (_, Some(true)) | (None, None) => None,
            _ => Some(Violation::NotNewer),
        }
    }
}

enum Violation {
    Changed,
    NotNewer,
}

fn not_met() -> Result<()> {
    Err(Failure::condition_not_met())
}

/// Whether a tag, with or without its quotes, is this one; `*` is any.
fn matches(tag: &str, etag: u64) -> bool {
    let digits = tag.trim_matches('"').strip_prefix("0x");
    tag == "*" || digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()) == Some(etag)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn now() -> Stamp {
        Stamp { etag: 0x8DC, last_modified: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) }
    }

    fn headers(list: &[(HeaderName, &'static str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (name.clone(), http::HeaderValue::from_static(value))).collect()
    }

    fn code(result: Result<()>) -> Option<(u16, &'static str)> {
        result.err().map(|failure| (failure.status, failure.code))
    }

    #[test]
    fn a_write_requires_the_etag_in_if_match() {
        let right = headers(&[(header::IF_MATCH, "\"0x8DC\"")]);
        assert_eq!(code(Conditions::of_resource(&right).unwrap().check_write(Some(now()))), None);
        let wrong = headers(&[(header::IF_MATCH, "\"0x8DD\"")]);
        let conditions = Conditions::of_resource(&wrong).unwrap();
        assert_eq!(code(conditions.check_write(Some(now()))), Some((412, "ConditionNotMet")));
        assert_eq!(code(conditions.check_write(None)), Some((412, "ConditionNotMet")));
    }

    #[test]
    fn if_none_match_star_protects_an_existing_blob() {
        let star = headers(&[(header::IF_NONE_MATCH, "*")]);
        let conditions = Conditions::of_resource(&star).unwrap();
        assert_eq!(code(conditions.check_create(Some(now()))), Some((409, "BlobAlreadyExists")));
        assert_eq!(code(conditions.check_create(None)), None);
        assert_eq!(code(conditions.check_read(now())), Some((400, "UnsatisfiableCondition")));
    }

    #[test]
    fn a_conditional_read_returns_not_modified() {
        let same = headers(&[(header::IF_NONE_MATCH, "\"0x8DC\"")]);
        assert_eq!(code(Conditions::of_resource(&same).unwrap().check_read(now())), Some((304, "ConditionNotMet")));
        let since = headers(&[(header::IF_MODIFIED_SINCE, "Tue, 14 Nov 2023 22:13:20 GMT")]);
        assert_eq!(code(Conditions::of_resource(&since).unwrap().check_read(now())), Some((304, "ConditionNotMet")));
        let before = headers(&[(header::IF_UNMODIFIED_SINCE, "Tue, 14 Nov 2023 22:13:19 GMT")]);
        assert_eq!(code(Conditions::of_resource(&before).unwrap().check_read(now())), Some((412, "ConditionNotMet")));
    }

    #[test]
    fn conditions_on_a_source_have_their_own_error() {
        let other = headers(&[(names::SOURCE_IF_MATCH, "\"0x1\"")]);
        let conditions = Conditions::of_source(&other).unwrap();
        assert_eq!(code(conditions.check_source(now())), Some((412, "SourceConditionNotMet")));
        let nonsense = headers(&[(names::SOURCE_IF_MODIFIED_SINCE, "yesterday")]);
        assert_eq!(Conditions::of_source(&nonsense).unwrap_err().code, "InvalidHeaderValue");
    }
}
