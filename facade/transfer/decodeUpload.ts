/** Decodes the result of an upload that the engine divided, or not. */

import { decodeResult } from '../pipeline/decode';
import type { BlobUploadCommonResponse } from '../types/uploads';

/** The first line of an exchange says which request was the last. */
const COMMIT = /^\d+ PUT \S+[?&]comp=blocklist(&|\s|$)/;

/** Decodes the response to the one request, or to the one that committed the blocks. */
export function decodeUpload(json: string, head: string | undefined): BlobUploadCommonResponse {
  const operation = COMMIT.test(head ?? '') ? 'BlockBlobCommitBlockList' : 'BlockBlobUpload';
  return decodeResult(operation, json, head) as BlobUploadCommonResponse;
}
