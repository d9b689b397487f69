/** Clients as sources. */

import type { PipelineLike } from '../types/pipeline';
import { isPipelineLike } from './Pipeline';

/**
 * Returns whether a source is a client. It checks members, not the class, so a client from another copy of the
 * package counts too.
 */
export function isClient(source: unknown): source is { url: string; pipeline: PipelineLike } {
  if (typeof source !== 'object' || source === null) return false;
  const { url, pipeline } = source as { url?: unknown; pipeline?: unknown };
  return typeof url === 'string' && isPipelineLike(pipeline);
}
