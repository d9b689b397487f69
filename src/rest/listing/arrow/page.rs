//! Makes blobs and prefixes of the rows of a stream, with the properties that `@azure/storage-blob` makes of them.

use crate::base::error::Result;
use crate::rest::blob_tags::{BlobTag, BlobTags};
use crate::rest::listing::arrow::column::{Column, Dictionaries};
use crate::rest::listing::arrow::flatbuffer::broken;
use crate::rest::listing::arrow::schema::Schema;
use crate::rest::listing::arrow::stream;
use crate::rest::listing::items::{BlobItem, BlobPrefix, ListEntry};
use crate::rest::object_replication;
use crate::rest::values::{NameValues, Timestamp};

/// The columns that hold times, which may be numbers.
const TIMES: [&str; 8] = [
    "Creation-Time",
    "Last-Modified",
    "CopyCompletionTime",
    "DeletedTime",
    "AccessTierChangeTime",
    "Expiry-Time",
    "LastAccessTime",
    "ImmutabilityPolicyUntilDate",
];

/// Reads a stream, and passes each row to `each`. Returns the token of the next page.
///
/// # Errors
/// A protocol error when the stream cannot be read, and what `each` fails with.
pub fn read(document: &[u8], each: &mut dyn FnMut(ListEntry) -> Result<()>) -> Result<Option<String>> {
    let schema = stream::read(document, &mut |schema, columns, dictionaries| {
        let batch = RecordBatch { schema, columns, dictionaries };
        // A page without a blob may come without columns. Rows have a name, which takes room in the document.
        let rows = batch.column("Name").map_or(0, Column::rows);
        (0..rows).try_for_each(|row| each(batch.entry(row)?))
    })?;
    Ok(schema.said("NextMarker").map(str::to_owned))
}

struct RecordBatch<'a> {
    schema: &'a Schema,
    columns: &'a [Column<'a>],
    dictionaries: &'a Dictionaries<'a>,
}

impl RecordBatch<'_> {
    fn column(&self, name: &str) -> Option<&Column<'_>> {
        let place = self.schema.fields.iter().position(|field| field.name == name)?;
        self.columns.get(place)
    }

    fn text(&self, name: &str, row: usize) -> Result<Option<String>> {
        self.column(name).map_or(Ok(None), |column| column.text(row, self.dictionaries))
    }

    fn flag(&self, name: &str, row: usize) -> Result<Option<bool>> {
        Ok(self.text(name, row)?.map(|text| !matches!(text.as_str(), "" | "false" | "0")))
    }

    fn pairs(&self, name: &str, row: usize) -> Result<Option<NameValues>> {
        let pairs = self.column(name).map_or(Ok(None), |column| column.pairs(row, self.dictionaries))?;
        Ok(pairs.map(NameValues))
    }

    fn entry(&self, row: usize) -> Result<ListEntry> {
        let name = self.text("Name", row)?.ok_or_else(broken)?;
        if self.text("ResourceType", row)?.is_some_and(|kind| kind.eq_ignore_ascii_case("blobprefix")) {
            return Ok(ListEntry::Prefix(BlobPrefix { name, ..Default::default() }));
        }
        let tags = self.pairs("Tags", row)?;
        let tag = |(key, value): (&str, &str)| BlobTag { key: key.to_owned(), value: value.to_owned() };
        let mut item = BlobItem {
            name,
            // The reference says these of every blob.
            deleted: Some(self.flag("Deleted", row)?.unwrap_or_default()),
            snapshot: Some(self.text("Snapshot", row)?.unwrap_or_default()),
            version_id: self.text("VersionId", row)?,
            is_current_version: self.flag("IsCurrentVersion", row)?,
            has_versions_only: self.flag("HasVersionsOnly", row)?,
            metadata: self.pairs("Metadata", row)?,
            blob_tags: tags.as_ref().map(|tags| BlobTags { blob_tag_set: tags.iter().map(tag).collect() }),
            tags,
            object_replication_metadata: self.pairs("OrMetadata", row)?,
            ..Default::default()
        };
        self.properties(&mut item, row)?;
        // A record without a rule is absent in XML, and empty here, as in the reference.
        let replication = item.object_replication_metadata.as_ref();
        item.object_replication_source_properties = replication.and_then(object_replication::policies);
        Ok(ListEntry::Blob(Box::new(item)))
    }

    fn properties(&self, item: &mut BlobItem, row: usize) -> Result<()> {
        let properties = &mut item.properties;
        properties.etag = Some(String::new());
        properties.last_modified = Some(Timestamp(0));
        for (field, column) in self.schema.fields.iter().zip(self.columns) {
            let element = match field.name.as_str() {
                "CopyDestinationSnapshot" => "DestinationSnapshot",
                name => name,
            };
            if !properties.knows(element) {
                continue;
            }
            let text = if TIMES.contains(&element) {
                column.time(row, self.dictionaries)?.and_then(Timestamp::to_iso)
            } else {
                column.text(row, self.dictionaries)?
            };
            if let Some(text) = text {
                properties.set(element, &text);
            }
        }
        Ok(())
    }
}
