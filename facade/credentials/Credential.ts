/** The base class of the credentials of this package. */
export abstract class Credential {
  /**
   * Exists for type compatibility only. The engine signs requests, so there is no request policy to create.
   *
   * @throws Error, always.
   */
  create(_nextPolicy?: unknown, _options?: unknown): never {
    throw new Error('blobferry signs requests in its engine: a credential cannot create a request policy');
  }
}
