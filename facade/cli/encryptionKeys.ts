/** The customer-provided keys of a command line. They come from the environment only, because every user of a machine can see arguments. */

import type { BeginCopyFromContainerOptions } from '../types/containerCopy';
import type { Redaction } from './redaction';

/** The keys that variables hold, as options of the copy. */
export function encryptionKeys(
  environment: Readonly<Record<string, string | undefined>>,
  redaction: Redaction,
): Pick<BeginCopyFromContainerOptions, 'customerProvidedKey' | 'sourceCustomerProvidedKey'> {
  const keyOf = (side: 'SOURCE' | 'DESTINATION'): { encryptionKey: string } | undefined => {
    const encryptionKey = environment[`BLOBFERRY_${side}_ENCRYPTION_KEY`];
    redaction.add(encryptionKey);
    return encryptionKey === undefined || encryptionKey === '' ? undefined : { encryptionKey };
  };
  const [source, destination] = [keyOf('SOURCE'), keyOf('DESTINATION')];
  return {
    ...(source && { sourceCustomerProvidedKey: source }),
    ...(destination && { customerProvidedKey: destination }),
  };
}
