//! A page of List Blobs as Apache Arrow, for clients that accept it: converted from the page's XML, element by element.
//! <https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>

use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::arrow_writer::{Column, Values, stream};

/// The media type.
pub const CONTENT_TYPE: &str = "application/vnd.apache.arrow.stream";

/// Columns that are true or false.
const FLAGS: [&str; 7] =
    ["Deleted", "IsCurrentVersion", "AccessTierInferred", "ServerEncrypted", "IncrementalCopy", "Sealed", "LegalHold"];
/// Columns that are whole numbers.
const NUMBERS: [&str; 4] = ["Content-Length", "x-ms-blob-sequence-number", "RemainingRetentionDays", "TagCount"];
/// Columns that are times, in whole seconds.
const TIMES: [&str; 6] = [
    "Creation-Time",
    "Last-Modified",
    "CopyCompletionTime",
    "DeletedTime",
    "AccessTierChangeTime",
    "ImmutabilityPolicyUntilDate",
];
/// Columns that are pairs.
const PAIRS: [&str; 3] = ["Metadata", "Tags", "OrMetadata"];

/// A blob or a prefix: the value of each element.
#[derive(Debug, Default)]
struct Row {
    texts: BTreeMap<String, String>,
    pairs: BTreeMap<String, Vec<(String, String)>>,
}

/// The page as Arrow. XML that this program did not write results in an empty one.
pub fn page(xml: &str) -> Vec<u8> {
    let (rows, marker) = read(xml);
    let mut names: Vec<&str> = vec!["Name", "ResourceType"];
    for name in rows.iter().flat_map(|row| row.texts.keys().chain(row.pairs.keys())) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let columns: Vec<Column<'_>> = names.into_iter().map(|name| column(name, &rows)).collect();
    let metadata: Vec<_> = marker.iter().map(|marker| ("NextMarker", marker.as_str())).collect();
    stream(&columns, rows.len(), &metadata)
}

fn column<'a>(name: &'a str, rows: &[Row]) -> Column<'a> {
    let texts = || rows.iter().map(|row| row.texts.get(name));
    let values = if PAIRS.contains(&name) {
        Values::Pairs(rows.iter().map(|row| row.pairs.get(name).cloned()).collect())
    } else if FLAGS.contains(&name) {
        Values::Flags(texts().map(|text| text.map(|text| text == "true")).collect())
    } else if NUMBERS.contains(&name) {
        Values::Numbers(texts().map(|text| text.and_then(|text| text.parse().ok())).collect())
    } else if TIMES.contains(&name) {
        Values::Seconds(texts().map(|text| text.and_then(|text| seconds(text))).collect())
    } else {
        Values::Texts(texts().map(Option::<&String>::cloned).collect())
    };
    // The service names this column differently from the element.
    let name = if name == "DestinationSnapshot" { "CopyDestinationSnapshot" } else { name };
    Column { name, values }
}

fn seconds(text: &str) -> Option<i64> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since_epoch.as_secs()).ok()
}

/// The rows, and where the next page starts.
fn read(xml: &str) -> (Vec<Row>, Option<String>) {
    let mut reader = Reader::from_str(xml);
    let (mut rows, mut marker, mut path) = (Vec::<Row>::new(), None, Vec::<String>::new());
    let (mut text, mut key) = (String::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                text.clear();
                path.push(start.name().as_ref().to_owned());
                let kind = match path.join("/").as_str() {
                    "EnumerationResults/Blobs/Blob" => "blob",
                    "EnumerationResults/Blobs/BlobPrefix" => "blobprefix",
                    _ => continue,
                };
                let texts = BTreeMap::from([("ResourceType".to_owned(), kind.to_owned())]);
                rows.push(Row { texts, ..Row::default() });
            }
            Ok(Event::Text(piece)) => text.push_str(&piece),
            Ok(Event::GeneralRef(name)) => {
                let entity = format!("&{};", &*name);
                text.push_str(&quick_xml::escape::unescape(&entity).unwrap_or_default());
            }
            Ok(Event::Empty(empty)) => {
                let name = empty.name().as_ref().to_owned();
                if let (Some(row), true) = (rows.last_mut(), PAIRS.contains(&name.as_str())) {
                    row.pairs.insert(name, Vec::new());
                } else if let (Some(row), Some("Metadata")) = (rows.last_mut(), path.last().map(String::as_str)) {
                    row.pairs.entry("Metadata".to_owned()).or_default().push((name, String::new()));
                }
            }
            Ok(Event::End(_)) => {
                let Some(name) = path.pop() else { break };
                let parents: Vec<&str> = path.iter().map(String::as_str).collect();
                match (&parents[..], rows.last_mut()) {
                    (["EnumerationResults"], _) if name == "NextMarker" => marker = Some(text.clone()),
                    (["EnumerationResults", "Blobs", "Blob", "Metadata"], Some(row)) => {
                        row.pairs.entry("Metadata".to_owned()).or_default().push((name, text.clone()));
                    }
                    ([.., "TagSet", "Tag"], _) if name == "Key" => key.clone_from(&text),
                    ([.., "TagSet", "Tag"], Some(row)) => {
                        row.pairs.entry("Tags".to_owned()).or_default().push((key.clone(), text.clone()));
                    }
                    (
                        ["EnumerationResults", "Blobs", _] | ["EnumerationResults", "Blobs", _, "Properties"],
                        Some(row),
                    ) if name != "Properties" && !PAIRS.contains(&name.as_str()) => {
                        row.texts.insert(name, text.clone());
                    }
                    _ => {}
                }
                text.clear();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    (rows, marker)
}
