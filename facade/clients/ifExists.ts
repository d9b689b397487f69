/** The `…IfExists` and `…IfNotExists` operations: one expected error code means `succeeded: false`. */

import type { RestError } from '../errors/errors';
import { serviceErrorCode } from '../errors/failure';
import { attachResponse } from '../pipeline/decode';

/** Runs the operation and adds `succeeded`. The expected error code yields `false`; every other error is thrown. */
export async function withSucceeded<Response extends { _response: unknown }>(
  operation: () => Promise<Response>,
  expectedCode: string,
): Promise<Response & { succeeded: boolean }> {
  let answer: object;
  try {
    const result = await operation();
    answer = { succeeded: true, ...result };
    attachResponse(answer, result._response, true);
  } catch (error) {
    if (serviceErrorCode(error) !== expectedCode) throw error;
    const { response } = error as Partial<RestError>;
    answer = { succeeded: false, ...response?.parsedHeaders };
    attachResponse(answer, response, true);
  }
  return answer as Response & { succeeded: boolean };
}
