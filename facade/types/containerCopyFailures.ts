// What failed in a container copy.

/** A container that could not be created or listed. */
export interface FailedContainerCopy extends Omit<FailedBlobCopy, 'source' | 'container'> {
  /** The name of the container. */
  container: string;
}

/** A blob that could not be copied. */
export interface FailedBlobCopy {
  /** The name of the container, in a copy of an account. */
  container?: string;
  /** The name of the blob at the source. For an entry of an iterable: its URL, without the signature. */
  source: string;
  /** The error code. */
  code?: string;
  /** The HTTP status. */
  statusCode?: number;
  /** What happened, and what to do. */
  message: string;
  /** The id that the service gave the request. */
  requestId?: string;
}

/** A blob of the destination that could not be deleted. */
export interface RefusedDelete extends Omit<FailedBlobCopy, 'source'> {
  /** The name of the blob at the destination. */
  destination: string;
}
