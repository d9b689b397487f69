//! Looks up the names of hosts. The name of a host is looked up once for all connections that are started at the same time: each lookup takes a thread and
//! descriptors of its own, and the responses would come back in any order.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll};
use std::vec;

use crate::base::lock::lock;

use futures_util::future::{BoxFuture, FutureExt, Shared, WeakShared};
use hyper_util::client::legacy::connect::dns::Name;
use tokio::net::lookup_host;
use tower_service::Service;

type HostLookup = BoxFuture<'static, Result<Vec<SocketAddr>, Unresolved>>;

/// The lookups in progress. Results are not kept for later connections: the system has its own cache.
static UNDER_WAY: LazyLock<Mutex<HashMap<String, WeakShared<HostLookup>>>> = LazyLock::new(Mutex::default);

/// A name that could not be looked up.
#[derive(Debug, Clone)]
pub struct Unresolved(Arc<io::Error>);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name could not be looked up")
    }
}

impl StdError for Unresolved {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}

/// The addresses of a host, with port 0.
///
/// # Errors
/// They are not known.
pub async fn addresses(host: &str) -> Result<Vec<SocketAddr>, Unresolved> {
    shared(host, system).await
}

/// The system's resolver.
#[derive(Clone, Copy)]
pub struct SystemResolver;

impl Service<Name> for SystemResolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = Unresolved;
    type Future = BoxFuture<'static, Result<Self::Response, Unresolved>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Unresolved>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let lookup = shared(name.as_str(), system);
        Box::pin(async move { lookup.await.map(Vec::into_iter) })
    }
}

fn system(name: String) -> HostLookup {
    async move {
        let found = lookup_host((name, 0)).await.map_err(|error| Unresolved(Arc::new(error)))?;
        Ok(found.collect())
    }
    .boxed()
}

/// The lookup of this name that is in flight, or a new one.
fn shared(name: &str, resolve: impl FnOnce(String) -> HostLookup) -> Shared<HostLookup> {
    let mut under_way = lock(&UNDER_WAY);
    if let Some(lookup) = under_way.get(name).and_then(WeakShared::upgrade)
        && lookup.peek().is_none()
    {
        return lookup;
    }
    under_way.retain(|_, lookup| lookup.upgrade().is_some());
    let lookup = resolve(name.to_owned()).shared();
    under_way.extend(lookup.downgrade().map(|lookup| (name.to_owned(), lookup)));
    lookup
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    fn found(port: u16) -> HostLookup {
        ready(Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])).boxed()
    }

    #[tokio::test]
    async fn concurrent_lookups_of_a_name_are_shared() {
        let first = shared("once.test", |_| found(1));
        let second = shared("once.test", |_| found(2));
        let other = shared("other.test", |_| found(3));
        assert_eq!(first.clone().await.unwrap()[0].port(), 1);
        assert_eq!(second.await.unwrap()[0].port(), 1);
        assert_eq!(other.await.unwrap()[0].port(), 3);
        let later = shared("once.test", |_| found(4));
        assert_eq!(later.await.unwrap()[0].port(), 4, "an outcome is not kept");
        drop(first);
    }
}
