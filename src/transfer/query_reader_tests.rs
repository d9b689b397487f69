use super::*;

const SCHEMA: &str = r#"[
    {"type":"record","name":"com.microsoft.azure.storage.queryBlobContents.resultData","fields":[{"name":"data","type":"bytes"}]},
    {"type":"record","name":"com.microsoft.azure.storage.queryBlobContents.error","fields":[{"name":"fatal","type":"boolean"},
     {"name":"name","type":"string"},{"name":"description","type":"string"},{"name":"position","type":"long"}]},
    {"type":"record","name":"com.microsoft.azure.storage.queryBlobContents.progress","fields":[
     {"name":"bytesScanned","type":"long"},{"name":"totalBytes","type":"long"}]},
    {"type":"record","name":"com.microsoft.azure.storage.queryBlobContents.end","fields":[{"name":"totalBytes","type":"long"}]},
    {"type":"record","name":"other","fields":[]}]"#;

/// A number below 2^13 as Avro writes it.
fn long(number: usize) -> Vec<u8> {
    let low = u8::try_from(number << 1 & 0x7F).expect("seven bits");
    let high = u8::try_from(number >> 6).expect("seven bits");
    if high == 0 { vec![low] } else { vec![low | 0x80, high] }
}

fn text(text: &str) -> Vec<u8> {
    [long(text.len()), text.as_bytes().to_vec()].concat()
}

/// A block with one record: its number in the schema, and its fields.
fn block(number: usize, fields: &[u8]) -> Vec<u8> {
    let item = [long(number), fields.to_vec()].concat();
    [long(1), long(item.len()), item, vec![7; 16]].concat()
}

fn error(is_fatal: bool) -> Vec<u8> {
    block(1, &[vec![u8::from(is_fatal)], text("ParseError"), text("no number"), long(9)].concat())
}

fn response(blocks: &[Vec<u8>]) -> QueryReader {
    let entry = [text("avro.schema"), text(SCHEMA)].concat();
    let file = [b"Obj\x01".to_vec(), long(1), entry, long(0), vec![7; 16], blocks.concat()].concat();
    QueryReader {
        body: ResponseBody::Full(file.into()),
        piece_timeout: PieceTimeout::new(None),
        records: Records::default(),
        found: None,
    }
}

async fn all(mut reader: QueryReader) -> (Vec<QueryPiece>, Option<Error>) {
    let mut pieces = Vec::new();
    loop {
        match reader.next().await {
            Ok(Some(piece)) => pieces.push(piece),
            Ok(None) => return (pieces, None),
            Err(error) => return (pieces, Some(error)),
        }
    }
}

fn content(text: &'static str) -> QueryPiece {
    QueryPiece::Content(Bytes::from_static(text.as_bytes()))
}

fn progress(loaded_bytes: i64) -> QueryPiece {
    QueryPiece::Event(QueryEvent::Progress { loaded_bytes })
}

#[tokio::test]
async fn rows_and_events_keep_their_order() {
    let blocks = [
        block(0, &text("1,2")),
        block(2, &[long(3), long(9)].concat()),
        error(false),
        block(0, &text("3,4")),
        block(3, &long(9)),
    ];
    let (pieces, failure) = all(response(&blocks)).await;
    let reported = QueryPiece::Event(QueryEvent::Error {
        position: 9,
        name: "ParseError".to_owned(),
        is_fatal: false,
        description: "no number".to_owned(),
    });
    assert_eq!(pieces, [content("1,2"), progress(3), reported, content("3,4"), progress(9)]);
    assert!(failure.is_none());
}

#[tokio::test]
async fn a_response_ends_at_its_end_record() {
    for (what, blocks, message) in [
        ("no end", vec![block(0, &text("1,2"))], "broke off before its end"),
        ("nothing", vec![], "broke off before its end"),
        ("more after the end", vec![block(3, &long(1)), block(0, &text("x"))], "it continues after its end"),
        ("an unknown record", vec![block(4, &[])], "a record \"other\", which no query has"),
    ] {
        let (_, failure) = all(response(&blocks)).await;
        let failure = failure.unwrap_or_else(|| panic!("{what} is an error"));
        assert!(failure.message().contains(message), "{what}: {failure}");
        assert_eq!(failure.code(), Some("PARSE_ERROR"));
    }
}

#[tokio::test]
async fn a_fatal_error_explains_a_missing_end() {
    let (pieces, failure) = all(response(&[error(true)])).await;
    assert!(matches!(&pieces[..], [QueryPiece::Event(QueryEvent::Error { is_fatal: true, .. })]), "{pieces:?}");
    let failure = failure.expect("an error");
    assert_eq!(failure.code(), Some("ParseError"));
    assert!(failure.message().contains("position 9: no number"), "{failure}");
}

#[tokio::test]
async fn only_arrived_content_is_returned_without_waiting() {
    let mut reader = response(&[
        block(0, &text("a")),
        block(0, &text("b")),
        block(2, &[long(3), long(9)].concat()),
        block(3, &long(9)),
    ]);
    assert_eq!(reader.next().await.expect("content"), Some(content("a")));
    assert_eq!(reader.next_arrived(), Some(Bytes::from_static(b"b")));
    assert_eq!((reader.next_arrived(), reader.next_arrived()), (None, None));
    assert_eq!(reader.next().await.expect("an event"), Some(progress(3)));
    assert_eq!(reader.next().await.expect("an event"), Some(progress(9)));
    assert_eq!(reader.next().await.expect("the end"), None);
}
