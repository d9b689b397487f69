/** Requests another credential from the caller each time that a job needs one, until the job ends. */

import type { CredentialSide, NativeContainerCopy, NativePipeline } from '../engine/nativeModule';
import { errorFromJson } from '../errors/failure';
import { messageOf } from '../errors/messageOf';
import { nativePipelineOf } from '../pipeline/Pipeline';
import type { NeededCredentials, RenewedCredentials } from '../types/containerCopyCredentials';
import type { PipelineLike } from '../types/pipeline';
import { requireUrl } from '../validation/arguments';

type Giver = (needed: NeededCredentials) => RenewedCredentials | undefined | Promise<RenewedCredentials | undefined>;

const SIDES: CredentialSide[] = ['source', 'destination'];

/** Runs as long as the job does. It never rejects: a job that gets no credential ends with its own error. */
export async function renewCredentials(copy: NativeContainerCopy, giver: Giver): Promise<void> {
  // The engine holds token sources weakly.
  const held: NativePipeline[] = [];
  for (;;) {
    const { ok } = await copy.needsCredentials();
    if (ok === undefined) return;
    try {
      const needed = JSON.parse(ok) as NeededCredentials;
      const given = await giver(needed);
      const renewed = await Promise.all(SIDES.map((side) => renew(copy, side, given?.[side], held)));
      // One for the other side alone does not help: the function would be called without end.
      if (renewed[SIDES.indexOf(needed.side)] !== true) copy.giveUpCredential();
    } catch (error) {
      copy.giveUpCredential(messageOf(error));
    }
  }
}

/** Returns whether there is another credential for this side. */
async function renew(
  copy: NativeContainerCopy,
  side: CredentialSide,
  given: RenewedCredentials[CredentialSide] | null,
  held: NativePipeline[],
): Promise<boolean> {
  if (given === undefined || given === null) return false;
  const pipeline = hasPipeline(given) ? nativePipelineOf(given.pipeline, given.url) : undefined;
  if (pipeline) held.push(pipeline);
  const url = hasPipeline(given) ? given.url : requireUrl(given, side);
  const { failure } = await copy.renewCredential(side, pipeline, url);
  if (failure !== undefined) throw errorFromJson(failure);
  return true;
}

function hasPipeline(given: object | string): given is { url: string; pipeline: PipelineLike } {
  return typeof given === 'object' && 'pipeline' in given;
}
