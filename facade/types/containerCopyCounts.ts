/** The numbers that plans and summaries of container copies have in common: deletes and requests. */

/** What was deleted at the destination. */
export interface ContainerCopyDeletes {
  /** The number of blobs to delete. Blobs that a job has not reached when it is stopped are in none of the numbers below. */
  wanted: number;
  /** The number of blobs that were deleted. */
  done: number;
  /** The number of blobs that could not be deleted. */
  refused: number;
  /** The number of blobs that were kept because all deletes were withheld. */
  withheld: number;
  /** The number of blobs that were not deleted: changed, deleted by others already, newer than the job, or found at the source. */
  changed: number;
  /**
   * The number of those that are newer than the job, which started at the time of the destination's service or of this machine, whichever is
   * earlier. Absent if there are none.
   */
  newer?: number;
  /** The number of blobs of the destination that the filters exclude. */
  excluded: number;
  /** The number of blobs that could not be deleted, by error code. */
  refusedByCode: Record<string, number>;
  /** Why deletes were withheld. */
  withheldBecause?: string;
  /** What a delete does in this account, such as "recoverable for 7 days". */
  meaning?: string;
}

/** The blobs with one kind of obstacle at the destination, by what happens to them. */
export interface ForeseenObstacle {
  /** The number of blobs whose obstacle is removed: they are deleted and written again, or their lease is broken. */
  cleared: number;
  /** The number of blobs that are skipped. */
  skipped: number;
  /** The number of blobs that fail. */
  failed: number;
}

/** The obstacles to copies at the destination. */
export interface ForeseenObstacles {
  /** Archived blobs: see the option `archivedDestination`. */
  archived: ForeseenObstacle;
  /** Leased blobs: see the option `leased`. */
  leased: ForeseenObstacle;
  /** Blobs of another type: see the option `typeConflict`. */
  otherType: ForeseenObstacle;
}

/**
 * The blobs that are deleted or overwritten before the minimum storage duration of their tier has passed (30, 90 or 180 days), by tier. The service
 * may charge for the remaining days.
 */
export type EarlyDeletions = Partial<Record<'Cool' | 'Cold' | 'Archive', { blobs: number; bytes: number }>>;

/** Numbers of requests, by the classes that the service bills. */
export interface RequestsByClass {
  /** Requests that write content, properties or tags. */
  write: number;
  /** Requests that list. */
  list: number;
  /** Requests that read content, properties or tags. */
  read: number;
  /** Requests that delete. */
  delete: number;
}
