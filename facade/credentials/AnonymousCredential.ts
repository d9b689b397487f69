import { Credential } from './Credential';

/**
 * The absence of a credential. For containers with public access, and for URLs that include a shared access signature.
 *
 * @example
 * ```js
 * const client = new BlobServiceClient(`https://account.blob.core.windows.net?${sas}`, new AnonymousCredential());
 * ```
 */
export class AnonymousCredential extends Credential {}
