//! The number of small copies per second of a running simulator, driven by a minimal client:
//! `copies_per_second http://127.0.0.1:PORT [CONNECTIONS] [COPIES]`.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made may as well stop")]

#[path = "../tests/all/support/sas.rs"]
mod sas;

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use blobferry_simulator::{DEFAULT_ACCOUNT, DEFAULT_KEY};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

struct Target {
    origin: String,
    sas: String,
}

impl Target {
    async fn connect(&self) -> SendRequest<Full<Bytes>> {
        let stream = TcpStream::connect(self.origin.strip_prefix("http://").unwrap()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        sender
    }

    async fn put(&self, sender: &mut SendRequest<Full<Bytes>>, rest: &str, header: (&str, &str), body: &'static str) {
        let path = sas::with_query(&format!("/{DEFAULT_ACCOUNT}/{rest}"), &self.sas);
        let host = self.origin.strip_prefix("http://").unwrap();
        let request = Request::put(path).header("host", host).header(header.0, header.1);
        sender.ready().await.unwrap();
        let response = sender.send_request(request.body(Full::new(Bytes::from(body))).unwrap()).await.unwrap();
        assert!(response.status().is_success() || response.status() == 409, "{}", response.status());
        response.into_body().collect().await.unwrap();
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let origin = arguments.next().unwrap();
    let connections: usize = arguments.next().map_or(32, |text| text.parse().unwrap());
    let copies: usize = arguments.next().map_or(200_000, |text| text.parse().unwrap());
    let target = Arc::new(Target { origin, sas: sas::account_sas(DEFAULT_ACCOUNT, DEFAULT_KEY) });
    let mut sender = target.connect().await;
    target.put(&mut sender, "speed?restype=container", ("x-ms-version", "2025-01-05"), "").await;
    target.put(&mut sender, "speed/from", ("x-ms-blob-type", "BlockBlob"), "hello").await;
    let start = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|task| {
            let target = Arc::clone(&target);
            tokio::spawn(async move {
                let source = format!("{}/{DEFAULT_ACCOUNT}/speed/from", target.origin);
                let mut sender = target.connect().await;
                for number in 0..copies / connections {
                    let rest = format!("speed/{task}/{number}");
                    target.put(&mut sender, &rest, ("x-ms-copy-source", &source), "").await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let seconds = start.elapsed().as_secs_f64();
    let line = format!("{copies} copies over {connections} connections in {seconds:.2} s");
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}
