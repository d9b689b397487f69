/** What the credentials of this package have in common. */
export abstract class Credential {
  /**
   * Present for compatibility of types only. Requests are signed by the engine, so there is no request policy to make.
   *
   * @throws Error, always.
   */
  create(_nextPolicy?: unknown, _options?: unknown): never {
    throw new Error('blobferry signs requests in its engine: a credential cannot make a request policy');
  }
}
