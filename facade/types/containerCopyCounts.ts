/** The numbers that plans and summaries of container copies have in common: deletes and requests. */

/** What was deleted at the destination. */
export interface ContainerCopyDeletes {
  /** The number of blobs that should be deleted. */
  wanted: number;
  /** The number of blobs that were deleted. */
  done: number;
  /** The number of blobs that could not be deleted. */
  refused: number;
  /** The number of blobs that stayed because all deletes were withheld. */
  withheld: number;
  /** The number of blobs that stayed or were gone already: changed, deleted by others, newer than the job, or found at the source. */
  changed: number;
  /** The number of blobs of the destination that the filters exclude. */
  excluded: number;
  /** The number of blobs that could not be deleted, by error code. */
  refusedByCode: Record<string, number>;
  /** Why deletes were withheld. */
  withheldBecause?: string;
  /** What a delete does in this account, such as "recoverable for 7 days". */
  meaning?: string;
}

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
