//! Writes a stream of one batch in Apache Arrow's format. The tables that describe it are `FlatBuffers`, written from the root down.
//! <https://github.com/apache/arrow/blob/main/format/Schema.fbs>, <https://flatbuffers.dev/internals/>

/// A column.
#[derive(Debug)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its values, one for each row.
    pub values: Values,
}

/// The values of a column. Each may be null.
#[derive(Debug)]
pub enum Values {
    /// Texts.
    Texts(Vec<Option<String>>),
    /// True or false.
    Flags(Vec<Option<bool>>),
    /// Whole numbers.
    Numbers(Vec<Option<u64>>),
    /// Times, in seconds since 1970.
    Seconds(Vec<Option<i64>>),
    /// Pairs of texts.
    Pairs(Vec<Option<Vec<(String, String)>>>),
}

/// A field of a table.
enum Field {
    Absent,
    Byte(u8),
    Short(i16),
    Int(i32),
    Long(i64),
    Text(String),
    Table(Vec<Field>),
    Tables(Vec<Vec<Field>>),
    Pairs(Vec<(i64, i64)>),
}

/// The version of the format: 1.0.
const V5: i16 = 4;
/// Kinds of messages.
const SCHEMA: u8 = 1;
const BATCH: u8 = 3;
/// Kinds of types.
const INT: u8 = 2;
const UTF8: u8 = 5;
const BOOL: u8 = 6;
const TIMESTAMP: u8 = 10;
const STRUCT: u8 = 13;
const MAP: u8 = 17;

/// The whole stream.
pub fn stream(columns: &[Column<'_>], rows: usize, metadata: &[(&str, &str)]) -> Vec<u8> {
    let fields = columns.iter().map(|column| field(column.name, &column.values)).collect();
    let pair = |(name, value): &(&str, &str)| vec![Field::Text((*name).into()), Field::Text((*value).into())];
    let schema = vec![Field::Absent, Field::Tables(fields), Field::Tables(metadata.iter().map(pair).collect())];
    let mut out = Vec::new();
    message(&mut out, SCHEMA, schema, &[]);
    let mut body = Body::default();
    for column in columns {
        body.column(&column.values);
    }
    let batch = vec![Field::Long(long(rows)), Field::Pairs(body.nodes), Field::Pairs(body.buffers)];
    message(&mut out, BATCH, batch, &body.bytes);
    out.extend([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
    out
}

fn field(name: &str, values: &Values) -> Vec<Field> {
    let (kind, table, children) = match values {
        Values::Texts(_) => (UTF8, vec![], vec![]),
        Values::Flags(_) => (BOOL, vec![], vec![]),
        Values::Numbers(_) => (INT, vec![Field::Int(64), Field::Absent], vec![]),
        Values::Seconds(_) => (TIMESTAMP, vec![Field::Absent, Field::Text("UTC".into())], vec![]),
        Values::Pairs(_) => {
            let text = |name| described(name, UTF8, vec![], vec![]);
            let entries = described("entries", STRUCT, vec![], vec![text("key"), text("value")]);
            (MAP, vec![], vec![entries])
        }
    };
    described(name, kind, table, children)
}

fn described(name: &str, kind: u8, table: Vec<Field>, children: Vec<Vec<Field>>) -> Vec<Field> {
    vec![
        Field::Text(name.into()),
        Field::Byte(1),
        Field::Byte(kind),
        Field::Table(table),
        Field::Absent,
        Field::Tables(children),
    ]
}

fn message(out: &mut Vec<u8>, kind: u8, header: Vec<Field>, body: &[u8]) {
    let table = [Field::Short(V5), Field::Byte(kind), Field::Table(header), Field::Long(long(body.len()))];
    let mut head = vec![0; 4];
    let at = write_table(&mut head, &table);
    point(&mut head, 0, at);
    pad(&mut head, 8);
    out.extend([0xFF; 4]);
    out.extend(int(head.len()).to_le_bytes());
    out.extend(head);
    out.extend(body);
}

/// Writes a table and all below it. Returns where it is.
fn write_table(out: &mut Vec<u8>, fields: &[Field]) -> usize {
    let (mut places, mut end) = (Vec::new(), 4);
    for field in fields {
        let size = match field {
            Field::Absent => 0,
            Field::Byte(_) => 1,
            Field::Short(_) => 2,
            Field::Long(_) => 8,
            _ => 4,
        };
        if size > 0 {
            end = usize::next_multiple_of(end, size);
        }
        places.push(if size == 0 { 0 } else { end });
        end += size;
    }
    let entries = 4 + 2 * fields.len();
    // The table is aligned to eight bytes, directly after the list of its fields.
    while !(out.len() + entries).is_multiple_of(8) {
        out.push(0);
    }
    let start = out.len() + entries;
    out.extend(short(entries).to_le_bytes());
    out.extend(short(end).to_le_bytes());
    for place in &places {
        out.extend(short(*place).to_le_bytes());
    }
    out.extend(int(entries).to_le_bytes());
    out.resize(start + end, 0);
    for (field, place) in fields.iter().zip(places) {
        let at = start + place;
        let value: &[u8] = match field {
            Field::Absent => &[],
            Field::Byte(value) => &[*value],
            Field::Short(value) => &value.to_le_bytes(),
            Field::Int(value) => &value.to_le_bytes(),
            Field::Long(value) => &value.to_le_bytes(),
            Field::Text(text) => {
                let target = write_text(out, text);
                point(out, at, target);
                continue;
            }
            Field::Table(fields) => {
                let target = write_table(out, fields);
                point(out, at, target);
                continue;
            }
            Field::Tables(tables) => {
                pad(out, 4);
                let target = out.len();
                out.extend(int(tables.len()).to_le_bytes());
                out.resize(target + 4 + 4 * tables.len(), 0);
                for (number, table) in tables.iter().enumerate() {
                    let element = write_table(out, table);
                    point(out, target + 4 + 4 * number, element);
                }
                point(out, at, target);
                continue;
            }
            Field::Pairs(pairs) => {
                while !(out.len() + 4).is_multiple_of(8) {
                    out.push(0);
                }
                let target = out.len();
                out.extend(int(pairs.len()).to_le_bytes());
                for (first, second) in pairs {
                    out.extend(first.to_le_bytes());
                    out.extend(second.to_le_bytes());
                }
                point(out, at, target);
                continue;
            }
        };
        out[at..at + value.len()].copy_from_slice(value);
    }
    start
}

fn write_text(out: &mut Vec<u8>, text: &str) -> usize {
    pad(out, 4);
    let target = out.len();
    out.extend(int(text.len()).to_le_bytes());
    out.extend(text.as_bytes());
    out.push(0);
    target
}

/// Makes the number at `at` point to `target`, which comes after it.
fn point(out: &mut [u8], at: usize, target: usize) {
    out[at..at + 4].copy_from_slice(&int(target - at).to_le_bytes());
}

fn pad(out: &mut Vec<u8>, size: usize) {
    out.resize(out.len().next_multiple_of(size), 0);
}

/// The bytes of a batch, and the position of each buffer in them.
#[derive(Default)]
struct Body {
    nodes: Vec<(i64, i64)>,
    buffers: Vec<(i64, i64)>,
    bytes: Vec<u8>,
}

impl Body {
    fn column(&mut self, values: &Values) {
        match values {
            Values::Texts(texts) => self.texts(texts.iter().map(Option::as_deref)),
            Values::Flags(flags) => {
                self.validity(flags.iter().map(Option::is_some));
                self.bits(flags.iter().map(|flag| *flag == Some(true)));
            }
            Values::Numbers(numbers) => {
                self.validity(numbers.iter().map(Option::is_some));
                self.buffer(
                    &numbers.iter().flat_map(|number| number.unwrap_or_default().to_le_bytes()).collect::<Vec<_>>(),
                );
            }
            Values::Seconds(times) => {
                self.validity(times.iter().map(Option::is_some));
                self.buffer(&times.iter().flat_map(|time| time.unwrap_or_default().to_le_bytes()).collect::<Vec<_>>());
            }
            Values::Pairs(rows) => {
                self.validity(rows.iter().map(Option::is_some));
                self.offsets(rows.iter().map(|pairs| pairs.as_ref().map_or(0, Vec::len)));
                let pairs = || rows.iter().flatten().flatten();
                self.validity(pairs().map(|_| true));
                self.texts(pairs().map(|(name, _)| Some(name.as_str())));
                self.texts(pairs().map(|(_, value)| Some(value.as_str())));
            }
        }
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = Option<&'t str>> + Clone) {
        self.validity(texts.clone().map(|text| text.is_some()));
        self.offsets(texts.clone().map(|text| text.map_or(0, str::len)));
        self.buffer(&texts.flatten().flat_map(str::bytes).collect::<Vec<_>>());
    }

    /// The node of a column, and which of its rows have a value.
    fn validity(&mut self, has_value: impl Iterator<Item = bool> + Clone) {
        let nulls = has_value.clone().filter(|has| !has).count();
        self.nodes.push((long(has_value.clone().count()), long(nulls)));
        self.bits(has_value);
    }

    fn bits(&mut self, bits: impl Iterator<Item = bool>) {
        let mut bytes = Vec::new();
        for (number, bit) in bits.enumerate() {
            if number % 8 == 0 {
                bytes.push(0);
            }
            if let (true, Some(last)) = (bit, bytes.last_mut()) {
                *last |= 1 << (number % 8);
            }
        }
        self.buffer(&bytes);
    }

    fn offsets(&mut self, lengths: impl Iterator<Item = usize>) {
        let mut bytes = vec![0; 4];
        let mut end = 0;
        for length in lengths {
            end += length;
            bytes.extend(int(end).to_le_bytes());
        }
        self.buffer(&bytes);
    }

    fn buffer(&mut self, bytes: &[u8]) {
        self.buffers.push((long(self.bytes.len()), long(bytes.len())));
        self.bytes.extend(bytes);
        pad(&mut self.bytes, 8);
    }
}

// A page has at most some megabytes.
fn long(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn int(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn short(number: usize) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}
