//! A bare HTTP client and a simulator with one container, for black-box tests.
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy takes only test functions for tests, not what they call")]

pub mod bare;
pub mod control;
pub mod mint;
pub mod sas;
pub mod secure;

use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY, Features, Options, Simulator};
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A request that a test sends: method, what follows the container's name, headers, body.
pub type Sent<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

/// A response, complete.
#[derive(Debug)]
pub struct ServiceResponse {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it came.
    pub bytes: Bytes,
}

impl ServiceResponse {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the error code.
    pub fn error(&self) -> (u16, &str) {
        (self.status, self.header("x-ms-error-code"))
    }
}

/// A connection.
pub struct Client(SendRequest<Full<Bytes>>, String);

impl Client {
    pub async fn connect(origin: &str) -> Self {
        let host = origin.strip_prefix("http://").unwrap().to_owned();
        let stream = TcpStream::connect(&host).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender, host)
    }

    pub async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> ServiceResponse {
        self.send_bytes(method, path, headers, Bytes::from(body.to_owned())).await
    }

    pub async fn send_bytes(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> ServiceResponse {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", &self.1);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).unwrap();
        self.0.ready().await.unwrap();
        let (parts, body) = self.0.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        ServiceResponse {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            bytes: body,
        }
    }
}

/// A simulator with the public container `box`, a client with a credential, and short ways to what tests need.
pub struct Fixture {
    pub simulator: Simulator,
    pub client: Client,
}

impl Fixture {
    pub async fn start() -> Self {
        Self::start_with(Features::default()).await
    }

    /// The same, with an account that has these features.
    pub async fn start_with(features: Features) -> Self {
        let simulator = Simulator::start(Options::default()).await.unwrap();
        simulator.set_features(DEFAULT_ACCOUNT, features).unwrap();
        let client = Client::connect(&simulator.origin()).await;
        let mut fixture = Self { simulator, client };
        let access = [("x-ms-blob-public-access", "container")];
        assert_eq!(fixture.send("PUT", "?restype=container", &access, "").await.status, 201);
        fixture
    }

    /// A path with a SAS for everything.
    pub fn signed(path: &str) -> String {
        sas::with_query(path, &sas::account_sas(DEFAULT_ACCOUNT, DEFAULT_KEY))
    }

    /// Sends a signed request; `rest` follows the container's name.
    pub async fn send(&mut self, method: &str, rest: &str, headers: &[(&str, &str)], body: &str) -> ServiceResponse {
        self.send_bytes(method, rest, headers, Bytes::from(body.to_owned())).await
    }

    /// Sends a signed request with any bytes.
    pub async fn send_bytes(
        &mut self,
        method: &str,
        rest: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> ServiceResponse {
        let path = Self::signed(&format!("/{DEFAULT_ACCOUNT}/box{rest}"));
        let mut all = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "x-ms-version") {
            all.push(("x-ms-version", "2025-01-05"));
        }
        self.client.send_bytes(method, &path, &all, body).await
    }

    pub async fn put(&mut self, name: &str, body: &str) -> ServiceResponse {
        let response = self.send("PUT", &format!("/{name}"), &[("x-ms-blob-type", "BlockBlob")], body).await;
        assert_eq!(response.status, 201, "{response:?}");
        response
    }

    pub fn url(&self, name: &str) -> String {
        format!("{}/{DEFAULT_ACCOUNT}/box/{name}", self.simulator.origin())
    }

    pub async fn copy(&mut self, source: &str, name: &str, headers: &[(&str, &str)]) -> ServiceResponse {
        let url = self.url(source);
        let mut all = vec![("x-ms-copy-source", url.as_str())];
        all.extend_from_slice(headers);
        self.send("PUT", &format!("/{name}"), &all, "").await
    }

    pub async fn get(&mut self, name: &str) -> ServiceResponse {
        self.send("GET", &format!("/{name}"), &[], "").await
    }

    pub async fn head(&mut self, name: &str) -> ServiceResponse {
        self.send("HEAD", &format!("/{name}"), &[], "").await
    }
}
