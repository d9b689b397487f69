// Credentials that a container copy requests while it runs.

/** A credential that a job needs to continue. */
export interface NeededCredentials {
  /** Whether it is the credential of the source or of the destination. */
  side: 'source' | 'destination';
  /**
   * The URL of the container, or of the account in the copy of an account, without its query. In a copy of entries, if
   * the credential of a source is needed: the URL of the container of that source.
   */
  url: string;
  /** The error code of the rejection. */
  code?: string;
  /** The message of the service, or the reason why the credential failed. */
  message: string;
}

/**
 * Other credentials for a job: clients of the same containers, or their URLs with a shared access signature. In the copy of an
 * account, clients or URLs of the same accounts.
 */
export interface RenewedCredentials {
  /**
   * The client of the source container or account, or its URL. For entries, the client or URL of the container in `url`, or
   * of its account: all entries from there then use it, whatever credentials they have themselves.
   */
  source?: string | URL | ContainerOfCredential;
  /** The client of the destination container or account, or its URL. */
  destination?: string | URL | ContainerOfCredential;
}

/** The members of a container or account client that are used here. */
export interface ContainerOfCredential {
  /** The URL of the container or account. */
  readonly url: string;
}
