//! Query Blob Contents: the rows of a blob that an SQL expression selects. The response is a stream of Avro records.

use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{BlobType, CopyStatusType, CpkInfo, LeaseDurationType, LeaseStateType, LeaseStatusType};
use crate::rest::values::{Binary, Count, NameValues, Timestamp};
use crate::rest::xml_writer::Element;

parameters! {
    /// Options of Query Blob Contents.
    pub struct BlockBlobQueryOptions {
        /// The snapshot to query.
        snapshot: String = query("snapshot"),
        /// Conditions on the blob.
        conditions: BlobRequestConditions = group(BlobRequestConditions::BLOB),
        /// The customer-provided key that the blob is encrypted with.
        customer_provided_key: CpkInfo = group(CpkInfo::BLOB),
    }
}

header_response! {
    /// The response headers of Query Blob Contents. The content is that of the selected rows.
    pub struct BlobQueryHeaders {
        /// When the blob was last modified.
        last_modified: Timestamp = "last-modified",
        /// The metadata of the blob. Names are in lower case.
        metadata: NameValues = "x-ms-meta-",
        /// The length of the Avro stream in bytes, if it is known.
        content_length: Count = "content-length",
        /// The media type of the Avro stream.
        content_type: String = "content-type",
        /// The range of the blob that was queried.
        content_range: String = "content-range",
        /// The `ETag` of the blob.
        etag: String = "etag",
        /// The MD5 hash of the Avro stream.
        #[serde(rename = "contentMD5")]
        content_md5: Binary = "content-md5",
        /// The content encoding, such as `gzip`.
        content_encoding: String = "content-encoding",
        /// The cache control directives.
        cache_control: String = "cache-control",
        /// The content disposition, such as `attachment; filename="report.pdf"`.
        content_disposition: String = "content-disposition",
        /// The natural language of the content.
        content_language: String = "content-language",
        /// The sequence number of a page blob.
        blob_sequence_number: Count = "x-ms-blob-sequence-number",
        /// The blob type.
        blob_type: BlobType = "x-ms-blob-type",
        /// When the last copy to this blob ended.
        copy_completion_time: Timestamp = "x-ms-copy-completion-time",
        /// Why the last copy to this blob failed, or why it is still pending.
        copy_status_description: String = "x-ms-copy-status-description",
        /// The id of the last copy to this blob.
        copy_id: String = "x-ms-copy-id",
        /// The progress of the last copy to this blob: `bytes copied/total bytes`.
        copy_progress: String = "x-ms-copy-progress",
        /// The URL of the source of the last copy to this blob.
        copy_source: String = "x-ms-copy-source",
        /// The status of the last copy to this blob.
        copy_status: CopyStatusType = "x-ms-copy-status",
        /// Whether the lease is of fixed or infinite duration.
        lease_duration: LeaseDurationType = "x-ms-lease-duration",
        /// The state of the lease.
        lease_state: LeaseStateType = "x-ms-lease-state",
        /// Whether the blob is leased.
        lease_status: LeaseStatusType = "x-ms-lease-status",
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// `bytes`, if ranges can be read.
        accept_ranges: String = "accept-ranges",
        /// The date of the response.
        date: Timestamp = "date",
        /// The number of committed blocks of an append blob.
        blob_committed_block_count: Count = "x-ms-blob-committed-block-count",
        /// Whether the content is encrypted.
        is_server_encrypted: bool = "x-ms-server-encrypted",
        /// The SHA-256 hash of the customer-provided key, in base64.
        encryption_key_sha256: String = "x-ms-encryption-key-sha256",
        /// The encryption scope.
        encryption_scope: String = "x-ms-encryption-scope",
        /// The MD5 hash of the whole blob.
        #[serde(rename = "blobContentMD5")]
        blob_content_md5: Binary = "x-ms-blob-content-md5",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
        /// The CRC-64 hash of the Avro stream.
        content_crc64: Binary = "x-ms-content-crc64",
    }
}

/// The format of the rows, in the blob or in the response. Which members count depends on the kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueryTextConfiguration {
    /// `csv`, `json`, `arrow` (the response alone) or `parquet` (the blob alone).
    pub kind: String,
    /// The separator of rows.
    pub record_separator: String,
    /// The separator of the columns of a row.
    pub column_separator: Option<String>,
    /// The character that encloses values.
    pub field_quote: String,
    /// The character that escapes a quote in a value.
    pub escape_character: String,
    /// Whether the first row contains the names of the columns.
    pub has_headers: bool,
    /// The columns.
    pub schema: Vec<QueryArrowField>,
}

/// A column of the Arrow format.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueryArrowField {
    /// The type, such as `int64` or `decimal`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name.
    pub name: Option<String>,
    /// The number of digits, of a decimal.
    pub precision: Option<Count>,
    /// The number of digits after the point, of a decimal.
    pub scale: Option<Count>,
}

operation! {
    /// Query Blob Contents.
    pub struct QueryBlobContents as "BlobQuery" {
        /// The SQL expression, such as `SELECT * FROM BlobStorage WHERE _1 > 5`.
        query: String,
        /// The format of the blob. Default: CSV as the service defines it.
        input_text_configuration: Option<QueryTextConfiguration>,
        /// The format of the response. Default: that of the blob.
        output_text_configuration: Option<QueryTextConfiguration>,
    }
    options: BlockBlobQueryOptions,
    page: "query-blob-contents",
    method: POST,
    query: { "comp" = "query" },
    success: [200, 206],
    repeat: Safe,
    body: write_query,
    response: BlobQueryHeaders,
    streams: true,
    own_options: true,
}

fn write_query(operation: &QueryBlobContents, request: &mut RequestWriter) -> Result<()> {
    let input = operation.input_text_configuration.as_ref();
    let output = operation.output_text_configuration.as_ref();
    let input = input.map(|format| format.to_xml("InputSerialization", "options.inputTextConfiguration"));
    let output = output.map(|format| format.to_xml("OutputSerialization", "options.outputTextConfiguration"));
    let root = Element::new("QueryRequest")
        .child(Element::text("QueryType", "SQL"))
        .child(Element::text("Expression", operation.query.as_str()))
        .children(input.transpose()?)
        .children(output.transpose()?);
    request.xml(&root)
}

impl QueryTextConfiguration {
    fn to_xml(&self, name: &'static str, argument: &str) -> Result<Element<'_>> {
        let (kind, configuration) = match self.kind.as_str() {
            "csv" => ("delimited", Some(self.delimited())),
            "json" => {
                let separator = Element::text("RecordSeparator", self.record_separator.as_str());
                ("json", Some(Element::new("JsonTextConfiguration").child(separator)))
            }
            "arrow" => {
                let fields = self.schema.iter().map(QueryArrowField::to_xml);
                let schema = Element::new("Schema").children(fields);
                ("arrow", Some(Element::new("ArrowConfiguration").child(schema)))
            }
            "parquet" => ("parquet", None),
            other => {
                let message = format!("The kind of \"{argument}\" is \"{other}\". Use csv, json, arrow or parquet.");
                return Err(Error::argument_range(format!("{argument}.kind"), message));
            }
        };
        let format = Element::new("Format").child(Element::text("Type", kind)).children(configuration);
        Ok(Element::new(name).child(format))
    }

    fn delimited(&self) -> Element<'_> {
        Element::new("DelimitedTextConfiguration")
            .child(Element::text("ColumnSeparator", self.column_separator.as_deref().unwrap_or(",")))
            .child(Element::text("FieldQuote", self.field_quote.as_str()))
            .child(Element::text("RecordSeparator", self.record_separator.as_str()))
            .child(Element::text("EscapeChar", self.escape_character.as_str()))
            .child(Element::text("HasHeaders", self.has_headers.to_string()))
    }
}

impl QueryArrowField {
    fn to_xml(&self) -> Element<'_> {
        Element::new("Field")
            .child(Element::text("Type", self.kind.as_str()))
            .optional("Name", self.name.as_deref())
            .optional("Precision", self.precision.map(|count| count.to_string()))
            .optional("Scale", self.scale.map(|count| count.to_string()))
    }
}

typescript_types! { QueryTextConfiguration = "unknown" }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::RequestBody;
    use crate::rest::operation::{Operation, Parameters};

    fn sent(json: &str) -> Result<(String, String)> {
        let url = url::Url::parse("https://h/c/b?sig=x").expect("a URL");
        let request = QueryBlobContents::from_json(json).expect("arguments").request(url)?;
        let RequestBody::Whole(body) = &request.body else { panic!("a document") };
        assert_eq!(request.headers["content-type"], "application/xml");
        Ok((request.url.to_string(), String::from_utf8(body.to_vec()).expect("UTF-8")))
    }

    fn document(json: &str) -> String {
        let (url, document) = sent(json).expect("sendable");
        assert_eq!(url, "https://h/c/b?sig=x&comp=query");
        let inner =
            document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><QueryRequest>");
        inner.and_then(|inner| inner.strip_suffix("</QueryRequest>")).expect("a query").to_owned()
    }

    #[test]
    fn a_query_needs_no_formats() {
        assert_eq!(
            document(r#"{"query":"SELECT * FROM BlobStorage WHERE _1 > 5"}"#),
            "<QueryType>SQL</QueryType><Expression>SELECT * FROM BlobStorage WHERE _1 &gt; 5</Expression>"
        );
        let (url, _) = sent(r#"{"query":"q","options":{"snapshot":"2026"}}"#).expect("sendable");
        assert_eq!(url, "https://h/c/b?sig=x&comp=query&snapshot=2026");
    }

    #[test]
    fn each_format_is_serialized_for_the_service() {
        let query = "<QueryType>SQL</QueryType><Expression>q</Expression>";
        for (json, expected) in [
            (
                r#""inputTextConfiguration":{"kind":"csv","recordSeparator":"\r\n","fieldQuote":"\"","hasHeaders":true},
                   "outputTextConfiguration":{"kind":"json","recordSeparator":"\n"}"#,
                "<InputSerialization><Format><Type>delimited</Type><DelimitedTextConfiguration>\
                 <ColumnSeparator>,</ColumnSeparator><FieldQuote>&quot;</FieldQuote>\
                 <RecordSeparator>&#13;\n</RecordSeparator><EscapeChar/><HasHeaders>true</HasHeaders>\
                 </DelimitedTextConfiguration></Format></InputSerialization><OutputSerialization><Format>\
                 <Type>json</Type><JsonTextConfiguration><RecordSeparator>\n</RecordSeparator>\
                 </JsonTextConfiguration></Format></OutputSerialization>",
            ),
            (
                r#""inputTextConfiguration":{"kind":"parquet"},"outputTextConfiguration":{"kind":"arrow","schema":[
                   {"type":"decimal","name":"n","precision":4,"scale":2},{"type":"bool"}]}"#,
                "<InputSerialization><Format><Type>parquet</Type></Format></InputSerialization><OutputSerialization>\
                 <Format><Type>arrow</Type><ArrowConfiguration><Schema><Field><Type>decimal</Type><Name>n</Name>\
                 <Precision>4</Precision><Scale>2</Scale></Field><Field><Type>bool</Type></Field></Schema>\
                 </ArrowConfiguration></Format></OutputSerialization>",
            ),
        ] {
            assert_eq!(document(&format!(r#"{{"query":"q",{json}}}"#)), format!("{query}{expected}"));
        }
    }

    #[test]
    fn an_unknown_format_is_an_argument_error() {
        let error = sent(r#"{"query":"q","outputTextConfiguration":{"kind":"xml"}}"#).expect_err("unknown");
        assert_eq!(error.argument(), Some("options.outputTextConfiguration.kind"));
    }
}
