// The requests and responses of the simulator's control endpoint: the types of simulator/README.md, "Script it".

/** How long asynchronous copies stay pending, and how they end. */
export interface CopyRule {
  /** `null`: they end at once. */
  pending?:
    { polls: number } | { untilReleased: boolean } | { milliseconds: number } | { bytesPerSecond: number } | null;
  end?: 'success' | 'failed' | 'aborted';
  /** The part of the bytes, from 0 to 1, that each poll sees copied. */
  progress?: number[];
}

/** What happens to copies that start from now on. */
export interface CopyScript extends CopyRule {
  /** What happens instead to copies to blobs whose names match; the first match applies. */
  rules?: (CopyRule & { blob: string })[];
}

type OneOrMany<T> = T | T[];

/** A number of bytes, or a part of all. */
export type Amount = number | { part: number };

/** A blob; what is not said is as in the request. */
export interface Place {
  account?: string;
  container?: string;
  blob?: string;
}

/** Something that happens to the service's state. */
export type Event =
  | { put: Place & { body: string } }
  | { delete: Place }
  | { lease: Place }
  | { advanceSeconds: number }
  | {
      request: Place & { method: string; query?: string; headers?: Record<string, string>; body?: string };
    };

/** A fault, or an event: which requests, when among them, what the client sees, what happens then. */
export interface Rule {
  name?: string;
  which?: Place & {
    operation?: OneOrMany<string>;
    role?: 'client' | 'source' | 'any';
    method?: string;
    headers?: Record<string, string>;
    query?: Record<string, string>;
  };
  when?: {
    nth?: OneOrMany<number>;
    every?: number;
    first?: number;
    after?: number;
    probability?: number;
    seed?: number;
    times?: number;
  };
  what?: {
    after?: boolean;
    delay?: number;
    stall?: boolean;
    status?: number;
    code?: string;
    message?: string;
    headers?: Record<string, string>;
    reset?: boolean;
    close?: boolean;
    garbage?: string;
    missingHeaders?: string[];
    replaceHeaders?: Record<string, string>;
    body?: {
      slow?: number;
      truncate?: Amount;
      reset?: Amount;
      stall?: Amount;
      wrongLength?: number;
      garbage?: number;
      corrupt?: number;
    };
    upload?: { resetAfter: number };
  };
  then?: OneOrMany<Event>;
}

/** How often a rule counted and fired. */
export interface RuleReport {
  rule: Rule;
  matched: number;
  fired: number;
  refused?: string;
}

/** How fast requests may come. */
export interface Throttle {
  requestsPerSecond?: number;
  burst?: number;
  bytesPerSecond?: number;
  per?: 'account' | 'blob' | 'range';
  boundaries?: string[];
  status?: number;
  code?: string;
  message?: string;
  retryAfterSeconds?: number;
}

/** What kind of account one is. */
export interface AccountFeatures {
  hierarchicalNamespace?: boolean;
  versioning?: boolean;
  ignoresStartFrom?: boolean;
  newestVersion?: string;
  listTimesOutAbove?: number;
  tenant?: string;
  furtherTiers?: string[];
}

/** A blob of any size that takes no memory. */
export interface SyntheticBlob {
  /** The first account unless said. */
  account?: string;
  container: string;
  blob: string;
  size: number;
  seed?: number;
  type?: 'BlockBlob' | 'PageBlob' | 'AppendBlob';
  blockSize?: number;
  tier?: string;
  metadata?: Record<string, string>;
}

/** A container of any number of blobs that take no memory. */
export interface SyntheticContainer {
  /** The first account unless said. */
  account?: string;
  container: string;
  count: number;
  prefix?: string;
  digits?: number;
  perDirectory?: number;
  size?: number | { min: number; max: number };
  seed?: number;
  blobType?: 'BlockBlob' | 'PageBlob' | 'AppendBlob';
  tier?: string;
  metadata?: Record<string, string>;
  /** Each differs from its neighbours in type, properties, metadata, tags and tier. */
  varied?: boolean;
  /** How many other blobs it keeps once they are written; the first ones of more are forgotten. */
  keeps?: number;
}

/** Name, digest of the content (`null` for long ones), and digest of everything else that a copy keeps. */
export type BlobDigest = [string, string | null, string];

/** What a token says. */
export interface TokenRequest {
  audience?: string;
  tenant?: string;
  objectId?: string;
  startsIn?: number;
  expiresIn?: number;
  permissions?: string;
}

/** How the endpoint for tokens responds. */
export interface IssuerScript {
  failures?: number;
  status?: number;
  retryAfter?: number;
  audience?: string;
  expiresIn?: number;
  objectId?: string;
  permissions?: string;
}

/** A request that was seen. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: string;
  operation: string | null;
  time: string;
  headers: Record<string, string>;
  bodyLength: number;
  clientRequestId: string | null;
  errorCode: string | null;
  fault: string | null;
  /** 0 if there was no response. */
  status: number;
}

/** A source that the service read for a copy. */
export interface SourceRead {
  url: string;
  query: string;
  /** 0 if there was no response. */
  status: number;
}

/** The counts of requests and responses. */
export interface Statistics {
  operations: Record<string, number>;
  errors: Record<string, number>;
  withoutResponse: number;
  bytesIn: number;
  bytesRecognised: number;
  bytesOut: number;
  inFlight: number;
  peakInFlight: number;
  peakInFlightByOperation: Record<string, number>;
  throttled: number;
  faultsFired: number;
}

/** What a simulator starts with. */
export interface Options {
  /** The accounts with their keys in base64; the development account unless said. */
  accounts?: { name: string; key: string }[];
  /** What the certificate of the port for HTTPS is like. */
  certificate?: 'valid' | 'expired' | 'wrong-host';
  /** How long reading a source on another host may take. */
  sourceMilliseconds?: number;
  /** How many seconds the service's clock is behind that of this machine. */
  clockBehind?: number;
  /** A PEM file with the authorities that are trusted when a source is read over HTTPS. */
  sourceCertificates?: string;
}

/** The line that the program prints. */
export interface StartupLine {
  origin: string;
  secureOrigin: string;
  filesOrigin: string;
  authority: string;
  control: string;
  accounts: string[];
}
