/** The parts of a request and a response that may be logged: those known to be harmless, as in the reference. Everything else is redacted. */

import { redact, REDACTED } from '../errors/errors';

/** Names of headers whose values are shown, besides those that begin with `x-ms-` and are listed below. */
const HEADERS = `accept accept-encoding accept-ranges access-control-allow-credentials access-control-allow-headers
access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age
access-control-request-headers access-control-request-method cache-control client-request-id connection
content-disposition content-encoding content-language content-length content-md5 content-range content-type date etag
expires if-match if-modified-since if-none-match if-unmodified-since last-modified ms-cv origin pragma request-id
retry-after return-client-request-id server traceparent transfer-encoding user-agent vary www-authenticate`;

/** The rest of names that begin with `x-ms-`. */
const OF_STORAGE = `access-tier access-tier-change-time access-tier-inferred account-kind archive-status blob-append-offset
blob-cache-control blob-committed-block-count blob-condition-appendpos blob-condition-maxsize blob-content-disposition
blob-content-encoding blob-content-language blob-content-length blob-content-md5 blob-content-type blob-public-access
blob-sequence-number blob-type client-request-id content-crc64 copy-action copy-completion-time copy-destination-snapshot
copy-id copy-progress copy-source-error-code copy-source-status-code copy-status correlation-request-id creation-time date
default-encryption-scope delete-snapshots delete-type-permanent deny-encryption-scope-override encryption-algorithm
encryption-key-sha256 error-code has-immutability-policy has-legal-hold if-sequence-number-eq if-sequence-number-le
if-sequence-number-lt if-tags incremental-copy lease-action lease-break-period lease-duration lease-id lease-state
lease-status lease-time page-write proposed-lease-id range range-get-content-md5 rehydrate-priority request-id
request-server-encrypted return-client-request-id sequence-number-action server-encrypted sku-name snapshot
source-content-md5 source-if-match source-if-modified-since source-if-none-match source-if-tags
source-if-unmodified-since source-range tag-count useragent version`;

const PARAMETERS = `api-version blockid blocklisttype comp copyid delimiter include marker maxresults prefix prevsnapshot
restype rscc rscd rsce rscl rsct se si sip ske skoid sks skt sktid skv snapshot sp spr sr srt ss st sv`;

const words = (text: string): string[] => text.split(/\s+/);

let known: { headers: Set<string>; parameters: Set<string> } | undefined;

/** The names, which are collected on first use. */
function allowed(): NonNullable<typeof known> {
  return (known ??= {
    headers: new Set([...words(HEADERS), ...words(OF_STORAGE).map((name) => `x-ms-${name}`)]),
    parameters: new Set(words(PARAMETERS)),
  });
}

/** A URL in which only known parameters have values. */
export function sanitizedUrl(text: string): string {
  if (!URL.canParse(text)) return redact(text);
  const url = new URL(text);
  if (url.search === '') return redact(text);
  const { parameters } = allowed();
  for (const name of [...url.searchParams.keys()]) {
    if (!parameters.has(name.toLowerCase())) url.searchParams.set(name, REDACTED);
  }
  return redact(url.toString());
}

/** Headers in which only known ones have values. */
function sanitizedHeaders(headers: Record<string, unknown>): Record<string, unknown> {
  const { headers: names } = allowed();
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, names.has(name.toLowerCase()) ? value : REDACTED]),
  );
}

/** Members of a request that are never shown. */
const HIDDEN = new Set(['body', 'response', 'operationSpec']);

/** A request or headers as text. */
export function sanitized(value: object): string {
  const seen = new Set<unknown>();
  try {
    return JSON.stringify(value, (name, entry: unknown) => shown(name, entry, seen), 2);
  } catch {
    // Policies may have put anything among its members, and that must not fail the request.
    const { url, method } = value as { url?: string; method?: string };
    return JSON.stringify({ url: url === undefined ? url : sanitizedUrl(url), method }, undefined, 2);
  }
}

function shown(name: string, entry: unknown, seen: Set<unknown>): unknown {
  if (HIDDEN.has(name)) return undefined;
  if (typeof entry === 'string') return name === 'url' ? sanitizedUrl(entry) : redact(entry);
  if (typeof entry !== 'object' || entry === null) return entry;
  if (entry instanceof Error) return Object.assign({}, entry, { name: entry.name, message: entry.message });
  if (name === 'headers') return sanitizedHeaders(entry as Record<string, unknown>);
  if (seen.has(entry)) return '[Circular]';
  seen.add(entry);
  return entry;
}

/** The headers of a response as text. */
export function sanitizedResponse(headers: { toJSON?: () => object }): string {
  return sanitized(sanitizedHeaders((headers.toJSON?.() ?? headers) as Record<string, unknown>));
}
