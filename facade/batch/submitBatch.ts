/** Sends a batch, and reads the responses to its requests. */

import { HttpHeaderList } from '../engine/HttpHeaderList';
import { logger } from '../engine/logger';
import type { NativeResult } from '../engine/nativeModule';
import { RestError } from '../errors/errors';
import { withAbort } from '../pipeline/abort';
import type { ServiceSubmitBatchHeaders } from '../generated/models';
import { allMembers } from '../pipeline/allMembers';
import { attachResponse } from '../pipeline/decode';
import { lazyHttpResponse } from '../pipeline/lazyHttpResponse';
import { observed } from '../pipeline/observe';
import { prepareCall, withOnResponse, withRequestProgress } from '../pipeline/requestOptions';
import { callJson, requireOk, type Target } from '../pipeline/run';
import type {
  BatchSubRequest,
  BatchSubResponse,
  BlobBatchSubmitBatchResponse,
  ParsedBatchResponse,
} from './batchTypes';
import { readOptions } from '../validation/serialize';

/** A response as the engine returns it. */
interface NumberedResponse extends Omit<BatchSubResponse, 'headers' | '_request'> {
  contentId?: number;
  headers: Record<string, string>;
}

/** The responses of a batch as the engine returns them. */
interface NumberedResponses extends ServiceSubmitBatchHeaders {
  subResponses: NumberedResponse[];
}

/** The members of a batch that are read. The batch may have another class, such as a mock. */
interface SubmittedBatch {
  getSubRequests(): Map<number, BatchSubRequest>;
  getHttpRequestBody(): string;
  getMultiPartContentType(): string;
}

/** Sends a batch to an account or to a container. */
export async function submitBatch(
  target: Target,
  batch: SubmittedBatch,
  options: unknown,
): Promise<BlobBatchSubmitBatchResponse> {
  const { values, abortSignal, tracingOptions, request } = readOptions('ServiceSubmitBatch', options);
  // Not ignored in silence: the body of the response stays in the engine.
  if (request?.onDownloadProgress)
    throw new TypeError('options.requestOptions.onDownloadProgress is not supported for batches');
  // A batch is read once, so requests that are added later are not part of it.
  const requests = new Map(batch.getSubRequests());
  const body = Buffer.from(batch.getHttpRequestBody());
  const parameters = {
    isContainer: !['', '/'].includes(new URL(target.url).pathname),
    contentType: batch.getMultiPartContentType(),
  };
  const { url, json } = prepareCall(target.url, callJson(target, values, parameters), request);
  const outcome = await withAbort(abortSignal, (extras) =>
    withRequestProgress(request, { sent: body.length }, extras, (all) =>
      observed(target, tracingOptions).runWithBody('ServiceSubmitBatch', url, body, json, all),
    ),
  );
  return await withOnResponse(request, () => responsesOf(outcome, requests));
}

function responsesOf(outcome: NativeResult, requests: Map<number, BatchSubRequest>): BlobBatchSubmitBatchResponse {
  const { subResponses, ...headers } = JSON.parse(requireOk(outcome)) as NumberedResponses;
  const result = { ...allMembers('ServiceSubmitBatch', false), ...headers, ...resultOf(subResponses, requests) };
  attachResponse(
    result,
    lazyHttpResponse(outcome.head ?? '', { headers: () => headers, stream: () => undefined }),
    true,
  );
  return result as unknown as BlobBatchSubmitBatchResponse;
}

/** The responses and their counts. A request has succeeded only if its own response says so: what has no response counts as failed. */
function resultOf(responses: NumberedResponse[], requests: Map<number, BatchSubRequest>): ParsedBatchResponse {
  const [first] = responses;
  // The service rejects a batch as a whole with one response that has no number.
  if (responses.length === 1 && first !== undefined && first.contentId === undefined) {
    if (isSuccess(first)) {
      throw new RestError('The response to a batch has one part, which says success and not of which request.', {
        code: RestError.PARSE_ERROR,
      });
    }
    const subResponses = [withHeaders(first)] as BatchSubResponse[];
    return { subResponses, subResponsesSucceededCount: 0, subResponsesFailedCount: 1 };
  }
  const subResponses = inOrder(responses, requests);
  // Those that are missing are holes, which are passed over.
  const subResponsesSucceededCount = subResponses.filter(isSuccess).length;
  return {
    subResponses,
    subResponsesSucceededCount,
    subResponsesFailedCount: requests.size - subResponsesSucceededCount,
  };
}

function isSuccess({ status, errorCode }: Pick<BatchSubResponse, 'status' | 'errorCode'>): boolean {
  return status >= 200 && status < 300 && errorCode === undefined;
}

/** Puts responses in the order of the requests. One whose number is wrong belongs to no request, and is left out. */
function inOrder(responses: NumberedResponse[], requests: Map<number, BatchSubRequest>): BatchSubResponse[] {
  if (responses.length !== requests.size && responses.length !== 1) {
    throw new RestError(
      "Invalid state: sub responses' count is not equal to sub requests' count. " +
        `The service returned ${String(responses.length)} responses to ${String(requests.size)} requests.`,
      { code: RestError.PARSE_ERROR },
    );
  }
  const ordered = new Array<BatchSubResponse>(responses.length);
  for (const response of responses) {
    const { contentId } = response;
    const request = contentId === undefined ? undefined : requests.get(contentId);
    if (contentId === undefined || request === undefined || ordered[contentId] !== undefined) {
      logger.error(
        `subResponses[${String(responses.indexOf(response))}] is dropped as the Content-ID is not found or invalid, Content-ID: ${String(contentId)}`,
      );
      continue;
    }
    ordered[contentId] = { ...withHeaders(response), _request: request };
  }
  return ordered;
}

function withHeaders(response: NumberedResponse): Omit<BatchSubResponse, '_request'> {
  const headed = { ...response, headers: new HttpHeaderList(response.headers) };
  delete headed.contentId;
  return headed;
}
