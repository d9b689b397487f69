//! The Avro object container file of responses to Query Blob Contents: <https://avro.apache.org/docs/1.11.1/specification/>.

use bytes::{BufMut, Bytes, BytesMut};

const NAMESPACE: &str = "com.microsoft.azure.storage.queryBlobContents";
/// Ends every block. Any sixteen bytes work.
const SYNC: [u8; 16] = *b"blobferry marker";

/// The file's head, with the records that may follow.
pub fn header() -> Bytes {
    let schema = serde_json::json!([
        record("resultData", &[("data", "bytes")]),
        record("error", &[("fatal", "boolean"), ("name", "string"), ("description", "string"), ("position", "long")]),
        record("progress", &[("bytesScanned", "long"), ("totalBytes", "long")]),
        record("end", &[("totalBytes", "long")]),
    ]);
    let mut bytes = BytesMut::new();
    bytes.put_slice(b"Obj\x01");
    put_long(&mut bytes, 2);
    for (key, value) in [("avro.codec", "null"), ("avro.schema", &schema.to_string())] {
        for text in [key, value] {
            put_long(&mut bytes, text.len() as u64);
            bytes.put_slice(text.as_bytes());
        }
    }
    put_long(&mut bytes, 0);
    bytes.put_slice(&SYNC);
    bytes.freeze()
}

/// The bytes before and after a result of this length.
pub fn result_data(length: u64) -> (Bytes, Bytes) {
    let mut record = BytesMut::new();
    put_long(&mut record, 0);
    put_long(&mut record, length);
    let mut before = BytesMut::new();
    put_long(&mut before, 1);
    put_long(&mut before, record.len() as u64 + length);
    before.put(record);
    (before.freeze(), Bytes::from_static(&SYNC))
}

/// The last block, with the number of bytes that were scanned.
pub fn end(total: u64) -> Bytes {
    let mut record = BytesMut::new();
    put_long(&mut record, 3);
    put_long(&mut record, total);
    let mut bytes = BytesMut::new();
    put_long(&mut bytes, 1);
    put_long(&mut bytes, record.len() as u64);
    bytes.put(record);
    bytes.put_slice(&SYNC);
    bytes.freeze()
}

fn record(name: &str, fields: &[(&str, &str)]) -> serde_json::Value {
    let fields: Vec<_> = fields.iter().map(|(name, kind)| serde_json::json!({ "name": name, "type": kind })).collect();
    serde_json::json!({ "type": "record", "name": format!("{NAMESPACE}.{name}"), "fields": fields })
}

/// A number as Avro writes it: zigzag, seven bits a byte, the lowest first. None here is negative.
fn put_long(bytes: &mut BytesMut, number: u64) {
    let mut rest = number << 1;
    while rest > 0x7F {
        bytes.put_u8((rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
    bytes.put_u8(rest as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_zigzag_encoded() {
        let written = |number| {
            let mut bytes = BytesMut::new();
            put_long(&mut bytes, number);
            bytes.to_vec()
        };
        assert_eq!(
            (written(0), written(1), written(64), written(8192)),
            (vec![0], vec![2], vec![0x80, 1], vec![0x80, 0x80, 1])
        );
    }
}
