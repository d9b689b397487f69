use proptest::prelude::*;

use super::*;

const SCHEMA: &str = r#"[{"type":"record","name":"r","fields":[{"name":"data","type":"bytes"}]},
    {"type":"record","name":"e","fields":[{"name":"n","type":"long"},{"name":"t","type":"string"}]}]"#;

fn long(number: i64) -> Vec<u8> {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(rest & 0x7F).expect("seven bits");
        rest >>= 7;
        if rest == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [long(i64::try_from(bytes.len()).expect("short")), bytes.to_vec()].concat()
}

fn header(schema: &str, codec: &str) -> Vec<u8> {
    let entry = |key: &str, value: &str| [sized(key.as_bytes()), sized(value.as_bytes())].concat();
    let entries = [entry("avro.codec", codec), entry("avro.schema", schema), entry("other", "x")].concat();
    [MAGIC.to_vec(), long(3), entries, long(0), vec![7; MARKER_LENGTH]].concat()
}

fn block(count: i64, items: &[u8]) -> Vec<u8> {
    [long(count), sized(items), vec![7; MARKER_LENGTH]].concat()
}

fn content(bytes: &[u8]) -> Vec<u8> {
    [long(0), sized(bytes)].concat()
}

fn event(number: i64, text: &str) -> Vec<u8> {
    [long(1), long(number), sized(text.as_bytes())].concat()
}

fn file() -> Vec<u8> {
    let first = [content(b"hello "), event(-5, "x"), content(b"")].concat();
    [header(SCHEMA, "null"), block(3, &first), block(0, b""), block(1, &content(b"world"))].concat()
}

/// All that is decoded of pieces of these lengths: the content, and the events as numbers and texts.
fn decode(file: &[u8], piece: usize) -> Result<(Vec<u8>, Vec<String>, bool)> {
    let mut decoder = AvroDecoder::new("r", "data");
    let (mut content, mut records) = (Vec::new(), Vec::new());
    for piece in file.chunks(piece) {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Some(event) = decoder.decode()? {
            match event {
                Decoded::Content(bytes) => content.extend_from_slice(&bytes),
                Decoded::Record(record) if record.name == "e" => {
                    records.push(format!("{:?} {:?} after {}", record.field("n"), record.field("t"), content.len()));
                }
                Decoded::Record(_) => {}
            }
        }
    }
    Ok((content, records, decoder.is_between_blocks()))
}

#[test]
fn a_file_is_decoded_in_pieces_of_any_length() {
    let file = file();
    for piece in 1..=file.len() {
        let (content, records, ended) = decode(&file, piece).expect("a file");
        assert_eq!(content, b"hello world", "pieces of {piece}");
        assert_eq!(records, [r#"Some(Long(-5)) Some(Text("x")) after 6"#]);
        assert!(ended);
    }
}

#[test]
fn a_truncated_file_ends_only_between_blocks() {
    let file = file();
    let boundaries: Vec<_> = (0..file.len()).filter(|cut| decode(&file[..*cut], 7).expect("no error yet").2).collect();
    let header = header(SCHEMA, "null").len();
    assert_eq!(boundaries.len(), 3, "{boundaries:?}");
    assert_eq!(boundaries[0], header);
}

#[test]
fn another_file_format_is_an_error() {
    let head = header(SCHEMA, "null");
    let mut wrong_marker = file();
    let last = wrong_marker.len() - 1;
    wrong_marker[last] = 8;
    let no_schema = [MAGIC.to_vec(), long(0), vec![7; MARKER_LENGTH]].concat();
    for (what, file) in [
        ("text", b"<html>".to_vec()),
        ("half of the magic", b"Obx".to_vec()),
        ("a codec", header(SCHEMA, "deflate")),
        ("another schema", header(r#"{"type":"map","values":"long"}"#, "null")),
        ("no schema", [no_schema, block(1, b"")].concat()),
        ("a wrong marker", wrong_marker),
        ("a negative count of a block", [head.clone(), long(-1)].concat()),
        ("a negative size of a block", [head.clone(), long(1), long(-1)].concat()),
        ("a record of no type", [head.clone(), long(1), long(1), long(2)].concat()),
        ("a negative length of content", [head.clone(), long(1), long(9), long(0), long(-1)].concat()),
        ("a huge text", [head.clone(), long(1), long(9), long(1), long(0), long(1 << 40)].concat()),
        ("a number that has no end", [head.clone(), vec![0xFF; 11]].concat()),
        ("a huge key", [MAGIC.to_vec(), long(1), long(i64::MAX)].concat()),
        ("endless entries", [MAGIC.to_vec(), long(i64::MAX), vec![0; MAX_HEADER + 9]].concat()),
        ("endless groups of entries", [MAGIC.to_vec(), [long(1), vec![0, 0]].concat().repeat(MAX_HEADER)].concat()),
        ("content that is no bytes", {
            let schema = r#"{"type":"record","name":"r","fields":[{"name":"data","type":"string"}]}"#;
            [header(schema, "null"), block(1, &sized(b"x"))].concat()
        }),
    ] {
        let decoded = decode(&file, 100);
        assert!(decoded.is_err(), "{what}: {decoded:?}");
    }
}

#[test]
fn content_of_any_announced_length_takes_no_memory() {
    let mut decoder = AvroDecoder::new("r", "data");
    decoder.push([header(SCHEMA, "null"), long(1), long(9), long(0), long(i64::MAX)].concat().into());
    assert_eq!(decoder.decode().expect("no error"), None);
    for _ in 0..100 {
        decoder.push(Bytes::from_static(&[1; 1000]));
        assert!(matches!(decoder.decode(), Ok(Some(Decoded::Content(content))) if content.len() == 1000));
        assert_eq!((decoder.decode().expect("no error"), decoder.buffer.len()), (None, 0));
    }
}

proptest! {
    #[test]
    fn hostile_files_never_panic(at in 0usize..600, garbage in prop::collection::vec(any::<u8>(), 0..40), piece in 1usize..90) {
        let mut file = file();
        let at = at.min(file.len());
        let end = (at + garbage.len() / 2).min(file.len());
        file.splice(at..end, garbage);
        let _ = decode(&file, piece);
    }
}
