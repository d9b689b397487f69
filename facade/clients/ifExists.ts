/**
 * The `…IfExists` and `…IfNotExists` operations: one expected error code means `succeeded: false`. And whether a blob
 * exists at all.
 */

import type { RestError } from '../errors/errors';
import { serviceErrorCode, statusCodeOf } from '../errors/failure';
import { attachResponse } from '../pipeline/decode';

/** Runs the operation and adds `succeeded`. The expected error code yields `false`; every other error is thrown. */
export async function withSucceeded<Response extends { _response: unknown }>(
  operation: () => Promise<Response>,
  expectedCode: string,
): Promise<Response & { succeeded: boolean }> {
  let completed: object;
  try {
    const result = await operation();
    completed = { succeeded: true, ...result };
    attachResponse(completed, result._response, true);
  } catch (error) {
    if (serviceErrorCode(error) !== expectedCode) throw error;
    const { response } = error as Partial<RestError>;
    completed = { succeeded: false, ...response?.parsedHeaders };
    attachResponse(completed, response, true);
  }
  return completed as Response & { succeeded: boolean };
}

/**
 * The request carried a customer-provided key for a blob without one, or none for a blob that has one. Either way the
 * blob exists.
 */
const EXISTS_WITH_OTHER_KEY = ['BlobUsesCustomerSpecifiedEncryption', 'BlobDoesNotUseCustomerSpecifiedEncryption'];

/** Whether a blob exists, by the result of a request for its properties. */
export async function blobExists(getProperties: () => Promise<unknown>): Promise<boolean> {
  try {
    await getProperties();
    return true;
  } catch (error) {
    if (statusCodeOf(error) === 404) return false;
    if (statusCodeOf(error) === 409 && EXISTS_WITH_OTHER_KEY.includes(serviceErrorCode(error) ?? '')) return true;
    throw error;
  }
}
