import { Credential } from './Credential';

/**
 * No credential: for containers with public access, and for URLs that carry a shared access signature.
 *
 * @example
 * ```js
 * const client = new BlobServiceClient(`https://account.blob.core.windows.net?${sas}`, new AnonymousCredential());
 * ```
 */
export class AnonymousCredential extends Credential {}
