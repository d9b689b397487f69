//! The origins in use: one object for each, as long as there is a connection to it or a request for one.

use std::collections::HashMap;

use url::Url;

use crate::base::error::Result;
use crate::http::transport::origin::{Origin, WeakOrigin};

/// The number of origins from which on unused ones are removed.
const FEW: usize = 32;

/// The key of an origin: whether it uses TLS, host and port.
type Name = (bool, String, Option<u16>);

/// Origins by their names.
#[derive(Default)]
pub struct Origins {
    all: HashMap<Name, WeakOrigin>,
    /// How many were left after unused ones were last removed.
    left: usize,
}

impl Origins {
    /// The origin of a URL, which is created if it is not in use.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn get(&mut self, url: &Url, make: impl FnOnce() -> Result<Origin>) -> Result<Origin> {
        let name = (url.scheme() == "https", url.host_str().unwrap_or_default().to_owned(), url.port());
        if let Some(origin) = self.all.get(&name).and_then(WeakOrigin::upgrade) {
            return Ok(origin);
        }
        let origin = make()?;
        // Rare enough for an amortized constant time.
        if self.all.len() >= FEW.max(2 * self.left) {
            self.all.retain(|_, origin| origin.upgrade().is_some());
            self.left = self.all.len();
        }
        self.all.insert(name, origin.downgrade());
        Ok(origin)
    }

    /// Whether any is in use.
    pub fn are_in_use(&self) -> bool {
        self.all.values().any(|origin| origin.upgrade().is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::http::tls::TlsSettings;
    use crate::http::transport::origin::Trust;

    #[test]
    fn an_origin_is_shared_while_in_use_and_dropped_afterwards() {
        let trust = Arc::new(Trust::new(TlsSettings::default()));
        let mut origins = Origins::default();
        let mut get = |url: &str| {
            let url = Url::parse(url).unwrap();
            origins.get(&url, || Origin::new(&url, None, &trust)).unwrap()
        };
        let kept = get("http://kept/c");
        assert!(get("http://kept:80/d") == kept && get("https://kept/") != kept && get("http://kept:81/") != kept);
        let held: Vec<Origin> = (0..100).map(|number| get(&format!("http://held-{number}/"))).collect();
        for number in 0..10_000 {
            get(&format!("http://host-{number}/"));
        }
        assert!(get("http://kept/") == kept && get("http://held-99/") == held[99]);
        assert!(origins.all.len() <= 2 * (held.len() + FEW), "{}", origins.all.len());
        assert!(origins.are_in_use());
        drop((kept, held));
        assert!(!origins.are_in_use());
    }
}
