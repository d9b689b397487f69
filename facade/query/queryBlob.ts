/** Queries: the engine decodes the response, and a Node.js stream returns the rows. */

import { decodeStreamed } from '../pipeline/decode';
import { observed } from '../pipeline/observe';
import { callJson, requireOk, type Target } from '../pipeline/run';
import { withAbort } from '../pipeline/abort';
import type { BlobDownloadResponseModel } from '../types/aliases';
import type { BlockBlobQueryOptions } from '../types/query';
import { requireCallback, requireString } from '../validation/arguments';
import { optionsOf, readOptions } from '../validation/serialize';
import { attachOriginal } from '../transfer/originalResponse';
import { asQuery } from '../transfer/streamedResponse';
import { rowsOf } from './rows';
import { readTextConfiguration } from './textConfiguration';

/** Starts a query. No data flows through the stream of the result before it is read. */
export async function queryBlob(
  target: Target,
  query: unknown,
  options: BlockBlobQueryOptions | undefined,
): Promise<BlobDownloadResponseModel> {
  const { values, abortSignal, tracingOptions } = readOptions('BlobQuery', options);
  const { onProgress, onError, inputTextConfiguration, outputTextConfiguration } = optionsOf(
    options,
  ) as BlockBlobQueryOptions;
  requireCallback(onProgress, 'options.onProgress');
  requireCallback(onError, 'options.onError');
  const json = callJson(target, values, {
    query: requireString(query, 'query'),
    inputTextConfiguration: readTextConfiguration(inputTextConfiguration, 'options.inputTextConfiguration'),
    outputTextConfiguration: readTextConfiguration(outputTextConfiguration, 'options.outputTextConfiguration'),
  });
  const outcome = await withAbort(abortSignal, (extras) =>
    observed(target, tracingOptions).query(target.url, json, extras),
  );
  const result = decodeStreamed('BlobQuery', requireOk(outcome), outcome.head) as BlobDownloadResponseModel;
  if (outcome.rows) result.readableStreamBody = rowsOf(outcome.rows, { abortSignal, onProgress, onError });
  asQuery(result);
  attachOriginal('BlobQuery', result);
  return result;
}
