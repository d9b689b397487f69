//! A server for tests: it sends scripted responses and records the requests.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The reaction of the server to one request.
#[derive(Clone)]
pub enum Reply {
    /// Writes these bytes and waits for the next request.
    Bytes(Vec<u8>),
    /// Writes these bytes and closes the connection.
    Close(Vec<u8>),
    /// Resets the connection.
    Reset,
    /// Sends nothing.
    Silence,
}

impl Reply {
    /// A complete response.
    pub fn of(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Bytes(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes())
    }
}

/// The requests that the server has received, and the replies that it will send.
struct TestServerState {
    connections: AtomicUsize,
    /// Request heads as they were written.
    heads: watch::Sender<Vec<String>>,
    /// The number of connections that have ended.
    ended: watch::Sender<usize>,
    replies: Mutex<Vec<Reply>>,
}

/// A server with its own port. It ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    state: Arc<TestServerState>,
    accepting: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Server {
    /// Sends the first response to the first request, and so on. The last one is repeated.
    pub async fn start(replies: Vec<Reply>) -> Self {
        Self::start_with(replies, None).await
    }

    /// The same over TLS, with this certificate chain and key.
    pub async fn start_tls(
        replies: Vec<Reply>,
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Self {
        Self::start_with(replies, Some(acceptor(chain, key))).await
    }

    async fn start_with(replies: Vec<Reply>, acceptor: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(TestServerState {
            connections: AtomicUsize::new(0),
            heads: watch::Sender::new(Vec::new()),
            ended: watch::Sender::new(0),
            replies: Mutex::new(replies),
        });
        let shared = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (state, acceptor) = (Arc::clone(&shared), acceptor.clone());
                tokio::spawn(async move {
                    stream.set_zero_linger().unwrap();
                    match acceptor {
                        None => talk(stream, &state).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                talk(stream, &state).await;
                            }
                        }
                    }
                    state.ended.send_modify(|count| *count += 1);
                });
            }
        });
        Self { address, state, accepting }
    }

    pub fn url(&self, path: &str) -> url::Url {
        url::Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// The URL by name, for certificates for `localhost`.
    pub fn secure_url(&self, path: &str) -> url::Url {
        url::Url::parse(&format!("https://localhost:{}{path}", self.address.port())).unwrap()
    }

    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub fn heads(&self) -> Vec<String> {
        self.state.heads.borrow().clone()
    }

    /// Resolves when this many requests have arrived.
    pub async fn wait_for_requests(&self, count: usize) {
        self.state.heads.subscribe().wait_for(|heads| heads.len() >= count).await.unwrap();
    }

    /// Resolves when this many connections have ended.
    pub async fn wait_for_end(&self, count: usize) {
        self.state.ended.subscribe().wait_for(|ended| *ended >= count).await.unwrap();
    }
}

/// Uses TLS as a server, with this certificate chain and key.
pub fn acceptor(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> TlsAcceptor {
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, state: &TestServerState) {
    while let Some(head) = read_request(&mut stream).await {
        state.heads.send_modify(|heads| heads.push(head));
        let reply = {
            let mut replies = state.replies.lock().unwrap();
            if replies.len() > 1 { replies.remove(0) } else { replies[0].clone() }
        };
        match reply {
            Reply::Bytes(bytes) => stream.write_all(&bytes).await.unwrap(),
            Reply::Close(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                // An orderly end: the remaining bytes of the client are read, so that no reset overtakes the response.
                stream.shutdown().await.unwrap();
                let _ = stream.read_to_end(&mut Vec::new()).await;
                return;
            }
            Reply::Reset => return,
            Reply::Silence => {
                let _ = stream.read(&mut [0]).await;
                return;
            }
        }
    }
}

/// Reads one request; `None` at the end of the connection. Returns its head.
async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let head = read_head(stream).await?;
    let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

/// The value of a header in a request head.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// A proxy that opens tunnels, always to `target`. It requires this `Proxy-Authorization`, if any.
pub struct TunnelProxy {
    pub address: SocketAddr,
    pub heads: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Drop for TunnelProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl TunnelProxy {
    pub async fn start(target: SocketAddr, authorization: Option<&'static str>) -> Self {
        Self::start_with(target, authorization, "HTTP/1.1 200 Connection established\r\n\r\n", None).await
    }

    /// One that responds with this when it opens a tunnel, and that uses TLS itself.
    pub async fn start_with(
        target: SocketAddr,
        authorization: Option<&'static str>,
        response: &'static str,
        acceptor: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&heads);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (record, acceptor) = (Arc::clone(&record), acceptor.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => tunnel(stream, target, authorization, response, &record).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                tunnel(stream, target, authorization, response, &record).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, heads, accepting }
    }
}

async fn tunnel<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    target: SocketAddr,
    authorization: Option<&str>,
    response: &str,
    record: &Mutex<Vec<String>>,
) {
    let Some(head) = read_head(&mut stream).await else { return };
    let allowed = header(&head, "proxy-authorization") == authorization;
    record.lock().unwrap().push(head);
    if !allowed {
        let rejection = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(rejection).await.unwrap();
        return;
    }
    let mut upstream = TcpStream::connect(target).await.unwrap();
    stream.write_all(response.as_bytes()).await.unwrap();
    let _ = copy_bidirectional(&mut stream, &mut upstream).await;
}

/// A SOCKS5 proxy that requires no credentials, or these. It connects to `target`, and records the requested address.
/// <https://www.rfc-editor.org/rfc/rfc1928>
pub struct SocksProxy {
    pub address: SocketAddr,
    pub requested: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Drop for SocksProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl SocksProxy {
    pub async fn start(target: SocketAddr, credentials: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requested = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&requested);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let record = Arc::clone(&record);
                tokio::spawn(async move { socks(stream, target, credentials, &record).await });
            }
        });
        Self { address, requested, accepting }
    }
}

async fn socks(
    mut stream: TcpStream,
    target: SocketAddr,
    credentials: Option<(&str, &str)>,
    record: &Mutex<Vec<String>>,
) -> Option<()> {
    async fn text(stream: &mut TcpStream) -> Option<String> {
        let mut bytes = vec![0; usize::from(stream.read_u8().await.ok()?)];
        stream.read_exact(&mut bytes).await.ok()?;
        String::from_utf8(bytes).ok()
    }
    assert_eq!(stream.read_u8().await.ok()?, 5);
    let mut methods = vec![0; usize::from(stream.read_u8().await.ok()?)];
    stream.read_exact(&mut methods).await.ok()?;
    let method = if credentials.is_some() { 2 } else { 0 };
    let chosen = if methods.contains(&method) { method } else { 255 };
    stream.write_all(&[5, chosen]).await.ok()?;
    if let Some((user, password)) = credentials {
        assert_eq!(stream.read_u8().await.ok()?, 1);
        let fits = text(&mut stream).await? == user && text(&mut stream).await? == password;
        stream.write_all(&[1, u8::from(!fits)]).await.ok()?;
    }
    let mut head = [0; 4];
    stream.read_exact(&mut head).await.ok()?;
    let host = match head[3] {
        1 => std::net::Ipv4Addr::from(stream.read_u32().await.ok()?).to_string(),
        3 => text(&mut stream).await?,
        kind => panic!("address of kind {kind}"),
    };
    let port = stream.read_u16().await.ok()?;
    record.lock().unwrap().push(format!("{host}:{port}"));
    let mut upstream = TcpStream::connect(target).await.ok()?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.ok()?;
    let _ = copy_bidirectional(&mut stream, &mut upstream).await;
    Some(())
}
