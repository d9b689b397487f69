// What every script is given: where the account is, a name of its own, and a way to say what it found.

export interface Context {
  connectionString: string;
  accountName: string;
  accountKey: string;
  url: string;
  /** Names of containers begin with this. */
  prefix: string;
  print(...values: unknown[]): void;
}
