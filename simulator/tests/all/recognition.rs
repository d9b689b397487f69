//! Content that the simulator computed and that comes back to it: it takes no memory, and is what arrived.

use crate::support::Fixture;
use blobferry_simulator::synthetic;
use bytes::Bytes;

const MIB: u64 = 1024 * 1024;

async fn get(fixture: &mut Fixture, name: &str) -> Bytes {
    fixture.get(name).await.bytes
}

#[tokio::test]
async fn every_upload_operation_recognizes_synthetic_bytes() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.put_synthetic("devstoreaccount1", "box", "source", 4 * MIB, 7).unwrap();
    let whole = get(&mut fixture, "source").await;
    assert_eq!(whole, synthetic(7, 0..4 * MIB));
    let part = whole.slice(3..usize::try_from(MIB).unwrap());
    let pages = whole.slice(512..512 * 1001);
    fixture.simulator.clear_statistics();

    let block = [("x-ms-blob-type", "BlockBlob")];
    assert_eq!(fixture.send_bytes("PUT", "/put", &block, part.clone()).await.status, 201);
    assert_eq!(fixture.send_bytes("PUT", "/blocks?comp=block&blockid=YQ==", &[], part.clone()).await.status, 201);
    let list = "<BlockList><Latest>YQ==</Latest></BlockList>";
    assert_eq!(fixture.send("PUT", "/blocks?comp=blocklist", &[], list).await.status, 201);
    assert_eq!(fixture.send("PUT", "/append", &[("x-ms-blob-type", "AppendBlob")], "").await.status, 201);
    assert_eq!(fixture.send_bytes("PUT", "/append?comp=appendblock", &[], part.clone()).await.status, 201);
    let page = [("x-ms-blob-type", "PageBlob"), ("x-ms-blob-content-length", "512000")];
    assert_eq!(fixture.send("PUT", "/pages", &page, "").await.status, 201);
    let range = [("x-ms-page-write", "update"), ("x-ms-range", "bytes=0-511999")];
    assert_eq!(fixture.send_bytes("PUT", "/pages?comp=page", &range, pages.clone()).await.status, 201);

    let seen = fixture.simulator.statistics();
    assert_eq!(seen.bytes_recognised, 3 * part.len() as u64 + 512_000);
    assert_eq!(seen.bytes_in, seen.bytes_recognised + list.len() as u64);
    for name in ["put", "blocks", "append"] {
        assert!(get(&mut fixture, name).await == part, "{name}");
    }
    assert!(get(&mut fixture, "pages").await == pages);
}

#[tokio::test]
async fn hashes_are_of_the_received_bytes() {
    let mut fixture = Fixture::start().await;
    let whole = synthetic(9, 5..MIB);
    let put = |md5| [("x-ms-blob-type", "BlockBlob"), ("content-md5", md5)];
    let wrong = fixture.send_bytes("PUT", "/a", &put("XUFAKrxLKna5cZ2REBfFkg=="), whole.clone()).await;
    assert_eq!(wrong.error(), (400, "Md5Mismatch"));
    let response = fixture.send_bytes("PUT", "/a", &put("")[..1], whole.clone()).await;
    let md5 = response.header("content-md5").to_owned();
    assert_eq!(fixture.send_bytes("PUT", "/a", &put(&md5), whole.clone()).await.status, 201);
    // The same bytes in small requests are not looked at; their hash is the same.
    let piece = whole.slice(..60_000);
    let recognised = fixture.simulator.statistics().bytes_recognised;
    fixture.send_bytes("PUT", "/b", &put("")[..1], piece.clone()).await;
    assert_eq!(fixture.simulator.statistics().bytes_recognised, recognised);
    assert_eq!(get(&mut fixture, "b").await, piece);
}

#[tokio::test]
async fn changed_bytes_are_read_back_as_received() {
    let mut fixture = Fixture::start().await;
    let mut changed = synthetic(3, 0..2 * MIB).to_vec();
    changed[1_234_567] ^= 1;
    let changed = Bytes::from(changed);
    let block = [("x-ms-blob-type", "BlockBlob")];
    assert_eq!(fixture.send_bytes("PUT", "/changed", &block, changed.clone()).await.status, 201);
    assert!(fixture.simulator.statistics().bytes_recognised < 2 * MIB);
    assert!(get(&mut fixture, "changed").await == changed);
}

/// In a process of its own, whose memory nothing else takes.
#[cfg(target_os = "linux")]
#[allow(clippy::unwrap_used, reason = "clippy takes only test functions for tests, not what they call")]
mod memory {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    use blobferry_simulator::synthetic;
    use bytes::Bytes;

    use super::MIB;
    use crate::support::{Client, Fixture};

    /// A simulator as a program; it ends with its standard input, and so with this.
    struct Program {
        child: Child,
        origin: String,
        control: String,
    }

    impl Program {
        fn start() -> Self {
            let mut command = Command::new(env!("CARGO_BIN_EXE_blobferry-simulator"));
            let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            let said: serde_json::Value = serde_json::from_str(&line).unwrap();
            let url = |field: &str| said[field].as_str().unwrap().to_owned();
            Self { child, origin: url("origin"), control: url("control") }
        }

        /// What the system says of the process, in MiB.
        fn memory(&self, field: &str) -> u64 {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
            line.trim_start_matches(':').trim_end_matches("kB").trim().parse::<u64>().unwrap() / 1024
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            drop(self.child.stdin.take());
            let _ = self.child.wait();
        }
    }

    async fn send(client: &mut Client, method: &str, rest: &str, body: Bytes) -> crate::support::ServiceResponse {
        let path = Fixture::signed(&format!("/devstoreaccount1/box{rest}"));
        client.send_bytes(method, &path, &[("x-ms-version", "2025-01-05")], body).await
    }

    /// Digits are base64 without any character that a URL has a meaning for.
    fn id(number: u64) -> String {
        format!("{number:04}")
    }

    async fn put_block(client: &mut Client, blob: &str, number: u64, body: Bytes) {
        let response = send(client, "PUT", &format!("/{blob}?comp=block&blockid={}", id(number)), body).await;
        assert_eq!(response.status, 201, "{response:?}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn gibibytes_uploaded_again_take_no_memory() {
        const BLOCK: u64 = 4 * MIB;
        let program = Program::start();
        let mut client = Client::connect(&program.origin).await;
        let mut other = Client::connect(&program.origin).await;
        assert_eq!(send(&mut client, "PUT", "?restype=container", Bytes::new()).await.status, 201);
        let before = program.memory("VmRSS");
        let block = synthetic(5, 11..BLOCK + 11);
        let committed = async {
            for number in 0..256 {
                put_block(&mut client, "whole", number, block.clone()).await;
            }
            let all: Vec<_> = (0..256).map(id).collect();
            let list = format!("<BlockList><Latest>{}</Latest></BlockList>", all.join("</Latest><Latest>"));
            assert_eq!(send(&mut client, "PUT", "/whole?comp=blocklist", list.into()).await.status, 201);
        };
        // Blocks that wait for a list that never comes, some of them because they were sent again under other names.
        let left = async {
            for number in 0..256 {
                put_block(&mut other, "left", number, block.clone()).await;
            }
        };
        tokio::join!(committed, left);
        let peak = program.memory("VmHWM");
        assert!(peak < before + 32, "{before} MiB before, {peak} MiB at most");
        // It is all there.
        let last = Fixture::signed("/devstoreaccount1/box/whole");
        let range = format!("bytes={}-{}", 255 * BLOCK, 256 * BLOCK - 1);
        let response = client.send("GET", &last, &[("x-ms-range", &range)], "").await;
        assert!(response.status == 206 && response.bytes == block);
    }

    #[tokio::test]
    async fn a_slowly_read_long_response_takes_no_memory() {
        let program = Program::start();
        let mut client = Client::connect(&program.origin).await;
        assert_eq!(send(&mut client, "PUT", "?restype=container", Bytes::new()).await.status, 201);
        let script = format!(
            r#"{{"account": "devstoreaccount1", "container": "box", "blob": "long", "size": {}, "seed": 1}}"#,
            256 * MIB
        );
        let response = Client::connect(&program.control).await.send("POST", "/synthetic", &[], &script).await;
        assert_eq!(response.status, 200, "{response:?}");
        let before = program.memory("VmRSS");
        let response = send(&mut client, "GET", "/long", Bytes::new()).await;
        assert_eq!(response.bytes.len() as u64, 256 * MIB);
        let peak = program.memory("VmHWM");
        assert!(peak < before + 16, "{before} MiB before, {peak} MiB at most");
    }

    #[tokio::test]
    async fn a_small_block_does_not_retain_a_large_buffer() {
        let program = Program::start();
        let mut client = Client::connect(&program.origin).await;
        assert_eq!(send(&mut client, "PUT", "?restype=container", Bytes::new()).await.status, 201);
        // The buffer of the connection grows with a large body.
        put_block(&mut client, "large", 0, vec![1; 8 << 20].into()).await;
        let before = program.memory("VmRSS");
        for number in 0..500 {
            put_block(&mut client, "small", number, vec![2; 4096].into()).await;
        }
        let after = program.memory("VmRSS");
        assert!(after < before + 8, "{before} MiB before, {after} MiB after 2 MiB");
    }
}
