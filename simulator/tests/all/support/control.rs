//! The control endpoint, and connections that are watched byte by byte.

use std::net::Shutdown;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Client, Fixture};

/// Far longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(20);

impl Fixture {
    /// Asks the control endpoint; anything but 200 fails the test.
    pub async fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let response = Client::connect(&self.simulator.control()).await.send(method, path, &[], body).await;
        assert_eq!(response.status, 200, "{method} {path}: {}", response.body);
        serde_json::from_str(&response.body).unwrap()
    }

    /// Asks the control endpoint for what it rejects, and returns why.
    pub async fn control_refuses(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let response = Client::connect(&self.simulator.control()).await.send(method, path, &[], body).await;
        let why: Value = serde_json::from_str(&response.body).unwrap();
        (response.status, why["error"].as_str().unwrap().to_owned())
    }

    /// Sets the rules for faults.
    pub async fn faults(&self, rules: &str) {
        self.control("POST", "/faults", rules).await;
    }

    /// How often each rule fired.
    pub fn fired(&self) -> Vec<u64> {
        self.simulator.faults().iter().map(|report| report.fired).collect()
    }

    /// A connection of its own.
    pub async fn raw(&self) -> Raw {
        let origin = self.simulator.origin();
        Raw(TcpStream::connect(origin.strip_prefix("http://").unwrap()).await.unwrap(), false)
    }

    /// Waits for something that comes without a sleep: each look lets everything else continue.
    pub async fn until(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let waiting = async {
            while !is_so(self) {
                tokio::task::yield_now().await;
            }
        };
        assert!(timeout(PATIENCE, waiting).await.is_ok(), "never: {what}");
    }
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Closed,
    Reset,
}

/// A connection, and whether it broke while something was sent: the system reports a reset once, to a write or to a read.
pub struct Raw(TcpStream, bool);

impl Raw {
    /// Sends a signed request to a blob in the container.
    pub async fn send(&mut self, method: &str, rest: &str, headers: &str, body: &[u8]) {
        self.announce(method, rest, headers, body.len()).await;
        self.write(body).await;
    }

    /// Sends the head of a signed request whose body has this number of bytes.
    pub async fn announce(&mut self, method: &str, rest: &str, headers: &str, length: usize) {
        let path = Fixture::signed(&format!("/devstoreaccount1/box{rest}"));
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n");
        self.0.write_all(head.as_bytes()).await.unwrap();
    }

    /// Sends bytes, as long as the other side is there.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.1 |= self.0.write_all(bytes).await.is_err();
    }

    /// Everything up to the end of the connection.
    pub async fn rest(&mut self) -> (Vec<u8>, Ended) {
        let mut all = Vec::new();
        let end = timeout(PATIENCE, async {
            loop {
                let mut chunk = vec![0; 65_536];
                match self.0.read(&mut chunk).await {
                    Ok(0) => return if self.1 { Ended::Reset } else { Ended::Closed },
                    Ok(count) => all.extend_from_slice(&chunk[..count]),
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Ended::Reset,
                    Err(error) => panic!("{error}"),
                }
            }
        });
        let end = end.await.expect("the connection does not end");
        (all, end)
    }

    /// The next bytes, until they end with these.
    pub async fn until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        let reading = async {
            while !all.ends_with(end) {
                all.push(self.0.read_u8().await.unwrap());
            }
        };
        let read = timeout(PATIENCE, reading).await;
        assert!(read.is_ok(), "only {:?}", String::from_utf8_lossy(&all));
        all
    }

    /// Whether nothing has arrived.
    pub fn is_silent(&self) -> bool {
        let mut byte = [0];
        matches!(self.0.try_read(&mut byte), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
    }

    /// Goes away.
    pub fn leave(self) {
        let stream = self.0.into_std().unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
}

/// The head and the body of a response.
pub fn split(response: &[u8]) -> (String, Vec<u8>) {
    let end = response.windows(4).position(|four| four == b"\r\n\r\n").expect("no head") + 4;
    (String::from_utf8(response[..end].to_vec()).unwrap(), response[end..].to_vec())
}
