//! The open connections, and whether clients sent something over them that is not handled yet.
//!
//! A client that is killed leaves requests in sockets, or in connections that nobody has accepted. They are handled all the same, by
//! whichever thread comes to it, so that no request is in flight at first. Only the sockets know of them.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpStream as Socket};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

/// How long to wait before the sockets are checked again.
const PAUSE: Duration = Duration::from_millis(1);

/// The open connections of some listeners.
#[derive(Debug, Default)]
pub struct Connections {
    open: Mutex<HashMap<u64, Open>>,
    next: AtomicU64,
    /// The number of requests that are received or handled.
    requests: AtomicU64,
}

#[derive(Debug)]
struct Open {
    /// Another handle of its socket, if the system had one left.
    socket: Option<Socket>,
    reading: Arc<AtomicBool>,
}

impl Open {
    /// Whether bytes, or the end that the client has made, are still in the socket.
    fn has_unread(&self) -> bool {
        let Some(socket) = &self.socket else { return false };
        !matches!(socket.peek(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

impl Connections {
    /// Adds a connection until the result is dropped, which must be after its stream: a handle that is left would keep it open.
    pub fn add(self: &Arc<Self>, stream: &TcpStream) -> Tracked {
        let number = self.next.fetch_add(1, SeqCst);
        let reading = Arc::new(AtomicBool::new(true));
        let open = Open { socket: duplicate(stream).ok(), reading: Arc::clone(&reading) };
        self.lock().insert(number, open);
        Tracked { connections: Arc::clone(self), number, reading }
    }

    /// Waits until everything has been handled that clients had sent to these addresses, and no request is in flight.
    pub async fn idle(&self, addresses: &[SocketAddr]) {
        for address in addresses {
            // Connections are accepted in their order: when this one is closed, none from before is left.
            if let Ok(mut last) = TcpStream::connect(address).await {
                let _ = last.shutdown().await;
                let _ = last.read(&mut [0]).await;
            }
        }
        while self.is_busy() {
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// A request passes these places in this order, and is at one of them at any time.
    fn is_busy(&self) -> bool {
        let waits = |open: &Open| open.has_unread() || open.reading.load(SeqCst);
        self.lock().values().any(waits) || self.requests.load(SeqCst) > 0
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn duplicate(stream: &TcpStream) -> io::Result<Socket> {
    use std::os::fd::AsFd;
    stream.as_fd().try_clone_to_owned().map(Socket::from)
}

#[cfg(windows)]
fn duplicate(stream: &TcpStream) -> io::Result<Socket> {
    use std::os::windows::io::AsSocket;
    stream.as_socket().try_clone_to_owned().map(Socket::from)
}

/// An open connection.
#[derive(Debug)]
pub struct Tracked {
    connections: Arc<Connections>,
    number: u64,
    reading: Arc<AtomicBool>,
}

impl Tracked {
    /// The stream of the connection, whose reads are seen.
    pub fn watch<S>(&self, stream: S) -> Watched<S> {
        Watched { stream, reading: Arc::clone(&self.reading) }
    }

    /// The counter of the connection's requests.
    pub fn counter(&self) -> Counter {
        Counter(Arc::clone(&self.connections))
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        self.connections.lock().remove(&self.number);
    }
}

/// Counts requests.
#[derive(Debug)]
pub struct Counter(Arc<Connections>);

impl Counter {
    /// Counts one until the result is dropped.
    pub fn count(&self) -> Counted {
        self.0.requests.fetch_add(1, SeqCst);
        Counted(Arc::clone(&self.0))
    }
}

/// A request that is received or handled.
#[derive(Debug)]
pub struct Counted(Arc<Connections>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, SeqCst);
    }
}

/// A stream that says whether what was read may still have to be handled: until its reader requests more, and there is nothing.
#[derive(Debug)]
pub struct Watched<S> {
    stream: S,
    reading: Arc<AtomicBool>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Before the bytes leave the socket, so that they are always seen in one place.
        self.reading.store(true, SeqCst);
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if polled.is_pending() {
            self.reading.store(false, SeqCst);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
