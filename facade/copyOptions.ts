/** Checks of what every copy takes: a wrong option is told before anything is sent. */

import { requireAuthorization, requireStrings } from './arguments';
import { requireKnownOptions } from './knownValues';

/** The options that copies have in common, as far as they are looked at here. */
interface CopyOptions {
  metadata?: unknown;
  tags?: unknown;
  tier?: unknown;
  sourceAuthorization?: unknown;
}

/** Names and values, words that the service knows, and what opens the source. */
export function requireCopyOptions(options: CopyOptions): void {
  requireStrings(options.metadata, 'options.metadata');
  requireStrings(options.tags, 'options.tags');
  requireKnownOptions(options);
  requireAuthorization(options.sourceAuthorization);
}
