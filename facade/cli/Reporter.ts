/** What a run tells, whatever it tells it to. */

import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { ExitCode } from '../bulk/exitCodes';

/** A job as it is told of. */
export interface JobStart {
  /** The source container, without its query. */
  readonly source: string;
  /** The destination container, without its query. */
  readonly destination: string;
  readonly dryRun: boolean;
}

/** Where a run is told. */
export interface Reporter {
  /** Whether it wants an event for each blob. */
  readonly wantsEvents: boolean;
  /** How often it wants the progress, in milliseconds, also if nothing has ended; undefined if only then. */
  readonly redrawsEvery?: number | undefined;
  started(job: JobStart): Promise<void>;
  /** One blob is done. Resolves when the next may come. */
  blob(event: BlobCopyEvent): Promise<void>;
  progress(summary: ContainerCopySummary): Promise<void>;
  /** Something to know that is no failure. */
  note(message: string): Promise<void>;
  /** The run failed, or the job ended with an error. */
  error(message: string, details: { code?: string; statusCode?: number; exitCode: ExitCode }): Promise<void>;
  ended(summary: ContainerCopySummary, exitCode: ExitCode): Promise<void>;
}
