// Credentials that a container copy requests while it runs.

/** A credential that a job needs to continue. */
export interface NeededCredentials {
  /** Whether it is the credential of the source or that of the destination. */
  side: 'source' | 'destination';
  /** The error code of the rejection. */
  code?: string;
  /** The message of the service, or how the credential failed. */
  message: string;
}

/** Other credentials for a job: clients of the same containers, or their URLs with a shared access signature. */
export interface RenewedCredentials {
  /** The client of the source container, or its URL. */
  source?: string | URL | ContainerOfCredential;
  /** The client of the destination container, or its URL. */
  destination?: string | URL | ContainerOfCredential;
}

/** The part of a container's client that is used here. */
export interface ContainerOfCredential {
  /** The URL of the container. */
  readonly url: string;
}
