/** What plans and summaries of container copies count alike: deletes and requests. */

/** What was deleted at the destination. */
export interface ContainerCopyDeletes {
  /** The number of blobs that were to be deleted. */
  wanted: number;
  /** The number of blobs that were deleted. */
  done: number;
  /** The number of blobs that could not be deleted. */
  refused: number;
  /** The number of blobs that were left because something stopped all deletes. */
  withheld: number;
  /** The number of blobs that were left because they had changed, were gone, were newer than the job, or were at the source. */
  changed: number;
  /** The number of blobs of the destination that the filters hide. */
  excluded: number;
  /** The refused ones, by error code. */
  refusedByCode: Record<string, number>;
  /** Why deletes were withheld. */
  withheldBecause?: string;
  /** What a delete means at this account, such as "recoverable for 7 days". */
  meaning?: string;
}

/** A number of requests by the classes in which the service bills them. */
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
