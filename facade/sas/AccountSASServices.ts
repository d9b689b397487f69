import { setLetters, writeLetters, type Letters } from './letters';

const LETTERS: Letters<'blob' | 'table' | 'queue' | 'file'> = { blob: 'b', table: 't', queue: 'q', file: 'f' };

/**
 * The services that a shared access signature for an account is for.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const services = AccountSASServices.parse('b').toString();
 * ```
 */
export class AccountSASServices {
  /**
   * From letters, in any order.
   *
   * @param services - Such as `b`.
   * @throws RangeError for a letter that is none of them.
   */
  static parse(services: string): AccountSASServices {
    return setLetters(new AccountSASServices(), LETTERS, services, 'services', 'Invalid service character: ');
  }

  /** Blobs. */
  blob = false;
  /** Files. */
  file = false;
  /** Queues. */
  queue = false;
  /** Tables. */
  table = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return writeLetters(this, LETTERS);
  }
}
