import { setLetters, writeLetters, type Letters } from './letters';

const LETTERS: Letters<'service' | 'container' | 'object'> = { service: 's', container: 'c', object: 'o' };

/**
 * The kinds of resources that a shared access signature for an account is for.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const resourceTypes = AccountSASResourceTypes.parse('sco').toString();
 * ```
 */
export class AccountSASResourceTypes {
  /**
   * From letters, in any order.
   *
   * @param resourceTypes - Such as `sco`.
   * @throws RangeError for a letter that is none of them.
   */
  static parse(resourceTypes: string): AccountSASResourceTypes {
    return setLetters(
      new AccountSASResourceTypes(),
      LETTERS,
      resourceTypes,
      'resourceTypes',
      'Invalid resource type: ',
    );
  }

  /** The service itself: its properties, the list of its containers. */
  service = false;
  /** Containers, and the lists of what is in them. */
  container = false;
  /** Blobs, and the objects of other services. */
  object = false;

  /** The letters, in the order in which the service wants them. */
  toString(): string {
    return writeLetters(this, LETTERS);
  }
}
