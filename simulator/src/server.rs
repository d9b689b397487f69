//! Sockets and HTTP: accepts connections, collects each request, sends each response. It does not depend on operations.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_util::io::InspectReader;

use crate::auth::Connection;
use crate::body::Body;
use crate::connections::{Connections, Tracked};
use crate::faults::ActiveRule;
use crate::header_case::{Lines, Spellings};
use crate::received::Received;
use crate::state::data::Data;
use crate::state::recognition::Gathering;
use crate::wire::{FaultyStream, Resettable, StreamFaults};

/// The initial receive buffer of hyper. It grows if more arrives at once.
const SMALL_BUFFER: u64 = 8192;

/// A reset of a connection while the body of a request arrives.
#[derive(Debug)]
pub struct ResetUpload {
    /// The number of bytes before the reset.
    pub after: u64,
    /// The rule for it.
    pub live: Arc<ActiveRule>,
}

/// Handles requests.
pub trait Handler: Send + Sync + 'static {
    /// Checks a request whose body has not arrived yet, and returns when to reset the connection, if it should.
    fn before_body(&self, _parts: &Parts) -> Option<ResetUpload> {
        None
    }

    /// Called for a request whose connection was reset because of that.
    fn upload_was_reset(&self, _parts: Parts, _reset: &ResetUpload) {}

    /// Handles one. An error ends the connection without a response.
    fn handle(&self, received: Received) -> impl Future<Output = io::Result<Response<Body>>> + Send;
}

/// Listens on a port until this is dropped; its connections end with it.
#[derive(Debug)]
pub struct Listening {
    /// Its address.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens on the loopback interface; port 0 is any free one. With `tls`, for HTTPS.
pub async fn listen(
    port: u16,
    tls: Option<TlsAcceptor>,
    handler: Arc<impl Handler>,
    connections: &Arc<Connections>,
) -> io::Result<Listening> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    Ok(Listening { address, task: tokio::spawn(accept(listener, tls, handler, Arc::clone(connections))) })
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    handler: Arc<impl Handler>,
    connections: Arc<Connections>,
) {
    let mut tasks = JoinSet::new();
    loop {
        // An error here concerns the connection, or is a temporary lack of descriptors.
        if let Ok((stream, peer)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let connection = Connection { client: peer.ip(), https: tls.is_some() };
            let (handler, tracked) = (Arc::clone(&handler), connections.add(&stream));
            if let Some(acceptor) = &tls {
                let handshake = acceptor.accept(stream);
                tasks.spawn(async move {
                    // A client that does not trust the certificate goes away.
                    if let Ok(stream) = handshake.await {
                        serve(stream, connection, handler, &tracked).await;
                    }
                });
            } else {
                tasks.spawn(async move { serve(stream, connection, handler, &tracked).await });
            }
        } else {
            tokio::task::yield_now().await;
        }
        while tasks.try_join_next().is_some() {}
    }
}

async fn serve<S>(stream: S, connection: Connection, handler: Arc<impl Handler>, tracked: &Tracked)
where
    S: Resettable + AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let spellings = Spellings::default();
    let faults = StreamFaults::default();
    let buffers_are_large = Arc::new(AtomicBool::new(false));
    let mut lines = Lines::new(spellings.clone());
    let observed = InspectReader::new(FaultyStream::new(stream, faults.clone()), move |bytes| lines.observe(bytes));
    let (io, requests) = (TokioIo::new(tracked.watch(observed)), tracked.counter());
    let service = service_fn(move |request| {
        let (spellings, faults) = (spellings.clone(), faults.clone());
        let (buffers_are_large, handler) = (Arc::clone(&buffers_are_large), Arc::clone(&handler));
        let counted = requests.count();
        async move {
            let _counted = counted;
            let received = receive(request, connection, spellings, faults, &*handler).await?;
            handler.handle(detached(received, &buffers_are_large)).await
        }
    });
    // A broken connection concerns only the client. (With `pipeline_flush`, hyper would take all of a body at once, however
    // long it is and whether or not the client reads it.)
    let _ = http1::Builder::new().serve_connection(io, service).await;
}

/// Waits for all of a request.
async fn receive(
    request: Request<Incoming>,
    connection: Connection,
    spellings: Spellings,
    faults: StreamFaults,
    handler: &impl Handler,
) -> io::Result<Received> {
    let (parts, body) = request.into_parts();
    let body = if body.is_end_stream() {
        Data::from(Bytes::new())
    } else {
        let reset = handler.before_body(&parts);
        let most = reset.as_ref().map_or(u64::MAX, |reset| reset.after);
        match (collect(body, most).await?, reset) {
            (Some(body), _) => body,
            (None, reset) => {
                faults.reset();
                if let Some(reset) = reset {
                    handler.upload_was_reset(parts, &reset);
                }
                return Err(io::ErrorKind::ConnectionReset.into());
            }
        }
    };
    Ok(Received { parts, body, spellings, connection, faults })
}

/// The request with its own head. A head shares the buffer that it was received in, and a connection that had a large body
/// has large buffers: the log, which remembers thousands of heads, would keep gigabytes. On other connections the buffers are
/// small, and nothing is copied.
fn detached(mut received: Received, buffers_are_large: &AtomicBool) -> Received {
    if received.body.length() > SMALL_BUFFER {
        buffers_are_large.store(true, Ordering::Relaxed);
    }
    if buffers_are_large.load(Ordering::Relaxed) {
        let Parts { headers, uri, .. } = &mut received.parts;
        for value in headers.values_mut() {
            *value = HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone());
        }
        *uri = Uri::try_from(uri.to_string()).unwrap_or_else(|_| uri.clone());
    }
    received
}

/// All of a body, or `None` as soon as it has `most` bytes. It is examined while it arrives: see [`Gathering`].
async fn collect(mut body: Incoming, most: u64) -> io::Result<Option<Data>> {
    let mut all = Gathering::of(body.size_hint().lower());
    while all.length() < most {
        let Some(frame) = body.frame().await else { return Ok(Some(all.finish())) };
        if let Ok(piece) = frame.map_err(io::Error::other)?.into_data() {
            all.add(&piece);
        }
    }
    Ok(None)
}
