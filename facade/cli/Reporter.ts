/** How a run is reported. */

import type { BlobCopyEvent } from '../types/containerCopyEvents';
import type { ContainerCopySummary } from '../types/containerCopySummary';
import type { ExitCode } from '../bulk/exitCodes';

/** A job as it is reported. */
export interface JobStart {
  /** The source, without its query. */
  readonly source: string;
  /** The destination, without its query. */
  readonly destination: string;
  readonly dryRun: boolean;
  /** Whether both are accounts, not containers. */
  readonly isOfAccount: boolean;
}

/** Reports a run. */
export interface Reporter {
  /** Whether it wants an event for each blob. */
  readonly wantsEvents: boolean;
  /** How often it wants the progress, in milliseconds, even if no blob has ended. Undefined: only when one has. */
  readonly redrawsEvery?: number | undefined;
  started(job: JobStart): Promise<void>;
  /** One blob is done. Resolves when the next may come. */
  blob(event: BlobCopyEvent): Promise<void>;
  progress(summary: ContainerCopySummary): Promise<void>;
  /** A note that is not a failure. */
  note(message: string): Promise<void>;
  /** The run failed, or the job ended with an error. */
  error(message: string, details: { code?: string; statusCode?: number; exitCode: ExitCode }): Promise<void>;
  ended(summary: ContainerCopySummary, exitCode: ExitCode): Promise<void>;
}
