import { toSeconds } from './checks';
import { ipRangeToString, type SasIPRange } from './SasIPRange';
import type { UserDelegationKey } from '../generated/models';

/** The protocols with which a shared access signature can be used. */
export enum SASProtocol {
  /** HTTPS only. */
  Https = 'https',
  /** HTTPS and HTTP. */
  HttpsAndHttp = 'https,http',
}

/** What {@link SASQueryParameters} can be made from, besides version and signature. */
export interface SASQueryParametersOptions {
  /** What may be done: letters. */
  permissions?: string | undefined;
  /** The services, of an account's signature: letters. */
  services?: string | undefined;
  /** The kinds of resources, of an account's signature: letters. */
  resourceTypes?: string | undefined;
  /** The protocols with which it can be used. */
  protocol?: SASProtocol | undefined;
  /** From when on it is good. */
  startsOn?: Date | undefined;
  /** Until when it is good. */
  expiresOn?: Date | undefined;
  /** Who may use it. */
  ipRange?: SasIPRange | undefined;
  /** The access policy of the container that says the rest. */
  identifier?: string | undefined;
  /** The object id of the user whom it is for. */
  delegatedUserObjectId?: string | undefined;
  /** The encryption scope of what is written. */
  encryptionScope?: string | undefined;
  /** What it is for: `c`, `b`, `bs` or `bv`. */
  resource?: string | undefined;
  /** The `Cache-Control` header of answers. */
  cacheControl?: string | undefined;
  /** The `Content-Disposition` header of answers. */
  contentDisposition?: string | undefined;
  /** The `Content-Encoding` header of answers. */
  contentEncoding?: string | undefined;
  /** The `Content-Language` header of answers. */
  contentLanguage?: string | undefined;
  /** The `Content-Type` header of answers. */
  contentType?: string | undefined;
  /** The key that it was signed with; its value is not looked at. */
  userDelegationKey?: UserDelegationKey | undefined;
  /** The object id of a user whom the owner of the user delegation key vouches for. */
  preauthorizedAgentObjectId?: string | undefined;
  /** What the service's logs show. */
  correlationId?: string | undefined;
  /** The names of headers that requests must carry, with commas between them. */
  requestHeaderKeys?: string | undefined;
  /** The names of query parameters that requests must carry, with commas between them. */
  requestQueryParameterKeys?: string | undefined;
}

/** The order of the positional form of the constructor, after version and signature. */
const POSITIONS = [
  'permissions',
  'services',
  'resourceTypes',
  'protocol',
  'startsOn',
  'expiresOn',
  'ipRange',
  'identifier',
  'resource',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentType',
  'userDelegationKey',
  'preauthorizedAgentObjectId',
  'correlationId',
  'encryptionScope',
  'delegatedUserObjectId',
  'requestHeaderKeys',
  'requestQueryParameterKeys',
] as const satisfies (keyof SASQueryParametersOptions)[];

/**
 * A shared access signature in its parts. `toString()` gives the query for a URL. `console.log` does not show the signature;
 * everything else that is made of it has it.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature
 *
 * @example
 * ```js
 * const sas = generateBlobSASQueryParameters({ containerName, blobName, permissions, expiresOn }, credential);
 * const url = `${blob.url}?${sas}`;
 * ```
 */
export class SASQueryParameters {
  /** The version of the service. */
  readonly version: string;
  /** The protocols with which it can be used. */
  readonly protocol?: SASProtocol | undefined;
  /** From when on it is good. */
  readonly startsOn?: Date | undefined;
  /** Until when it is good. */
  readonly expiresOn?: Date | undefined;
  /** What may be done: letters. */
  readonly permissions?: string | undefined;
  /** The services, of an account's signature: letters. */
  readonly services?: string | undefined;
  /** The kinds of resources, of an account's signature: letters. */
  readonly resourceTypes?: string | undefined;
  /** The access policy of the container that says the rest. */
  readonly identifier?: string | undefined;
  /** The object id of the user whom it is for. */
  readonly delegatedUserObjectId?: string | undefined;
  /** The encryption scope of what is written. */
  readonly encryptionScope?: string | undefined;
  /** What it is for: `c`, `b`, `bs` or `bv`. */
  readonly resource?: string | undefined;
  /** The signature itself, in base64. */
  readonly signature: string;
  /** The `Cache-Control` header of answers. */
  readonly cacheControl?: string | undefined;
  /** The `Content-Disposition` header of answers. */
  readonly contentDisposition?: string | undefined;
  /** The `Content-Encoding` header of answers. */
  readonly contentEncoding?: string | undefined;
  /** The `Content-Language` header of answers. */
  readonly contentLanguage?: string | undefined;
  /** The `Content-Type` header of answers. */
  readonly contentType?: string | undefined;
  private readonly ipRangeInner?: SasIPRange | undefined;
  private readonly signedOid?: string | undefined;
  private readonly signedTenantId?: string | undefined;
  private readonly signedStartsOn?: Date | undefined;
  private readonly signedExpiresOn?: Date | undefined;
  private readonly signedService?: string | undefined;
  private readonly signedVersion?: string | undefined;
  private readonly signedDelegatedUserTid?: string | undefined;
  /** The object id of a user whom the owner of the user delegation key vouches for. */
  readonly preauthorizedAgentObjectId?: string | undefined;
  /** What the service's logs show. */
  readonly correlationId?: string | undefined;
  /** The names of headers that requests must carry, with commas between them. */
  readonly requestHeaderKeys?: string | undefined;
  /** The names of query parameters that requests must carry, with commas between them. */
  readonly requestQueryParameterKeys?: string | undefined;

  /**
   * Of parts that are signed already. {@link generateBlobSASQueryParameters} and {@link generateAccountSASQueryParameters} make
   * the signature as well.
   */
  constructor(
    version: string,
    signature: string,
    permissions?: string,
    services?: string,
    resourceTypes?: string,
    protocol?: SASProtocol,
    startsOn?: Date,
    expiresOn?: Date,
    ipRange?: SasIPRange,
    identifier?: string,
    resource?: string,
    cacheControl?: string,
    contentDisposition?: string,
    contentEncoding?: string,
    contentLanguage?: string,
    contentType?: string,
    userDelegationKey?: UserDelegationKey,
    preauthorizedAgentObjectId?: string,
    correlationId?: string,
    encryptionScope?: string,
    delegatedUserObjectId?: string,
    requestHeaderKeys?: string,
    requestQueryParameterKeys?: string,
  );
  /**
   * Of parts that are signed already.
   *
   * @param version - The version of the service.
   * @param signature - The signature, in base64.
   * @param options - All other parts.
   */
  constructor(version: string, signature: string, options?: SASQueryParametersOptions);
  constructor(version: string, signature: string, ...others: unknown[]) {
    const parts = typeof others[0] === 'object' ? (others[0] as SASQueryParametersOptions | null) : byPosition(others);
    this.version = version;
    this.signature = signature;
    if (parts === null) throw new TypeError('options must be an object');
    this.permissions = parts.permissions;
    this.services = parts.services;
    this.resourceTypes = parts.resourceTypes;
    this.protocol = parts.protocol;
    this.startsOn = parts.startsOn;
    this.expiresOn = parts.expiresOn;
    this.ipRangeInner = parts.ipRange;
    this.identifier = parts.identifier;
    this.delegatedUserObjectId = parts.delegatedUserObjectId;
    this.encryptionScope = parts.encryptionScope;
    this.resource = parts.resource;
    this.cacheControl = parts.cacheControl;
    this.contentDisposition = parts.contentDisposition;
    this.contentEncoding = parts.contentEncoding;
    this.contentLanguage = parts.contentLanguage;
    this.contentType = parts.contentType;
    this.requestHeaderKeys = parts.requestHeaderKeys;
    this.requestQueryParameterKeys = parts.requestQueryParameterKeys;
    const key = parts.userDelegationKey;
    if (!key) return;
    this.signedOid = key.signedObjectId;
    this.signedTenantId = key.signedTenantId;
    this.signedStartsOn = key.signedStartsOn;
    this.signedExpiresOn = key.signedExpiresOn;
    this.signedService = key.signedService;
    this.signedVersion = key.signedVersion;
    this.signedDelegatedUserTid = key.signedDelegatedUserTenantId;
    this.preauthorizedAgentObjectId = parts.preauthorizedAgentObjectId;
    this.correlationId = parts.correlationId;
  }

  /** Who may use it. */
  get ipRange(): SasIPRange | undefined {
    return this.ipRangeInner && ({ end: this.ipRangeInner.end, start: this.ipRangeInner.start } as SasIPRange);
  }

  /** The query for a URL, without a question mark. */
  toString(): string {
    // The order is that of the engine (src/auth/sas/), which makes the same texts for itself.
    const parameters: Record<string, string | undefined> = {
      sv: this.version,
      ss: this.services,
      srt: this.resourceTypes,
      spr: this.protocol,
      st: toSeconds(this.startsOn),
      se: toSeconds(this.expiresOn),
      sip: this.ipRangeInner && ipRangeToString(this.ipRangeInner),
      si: this.identifier,
      ses: this.encryptionScope,
      skoid: this.signedOid,
      sktid: this.signedTenantId,
      skt: toSeconds(this.signedStartsOn),
      ske: toSeconds(this.signedExpiresOn),
      sks: this.signedService,
      skv: this.signedVersion,
      sr: this.resource,
      sp: this.permissions,
      rscc: this.cacheControl,
      rscd: this.contentDisposition,
      rsce: this.contentEncoding,
      rscl: this.contentLanguage,
      rsct: this.contentType,
      saoid: this.preauthorizedAgentObjectId,
      scid: this.correlationId,
      sduoid: this.delegatedUserObjectId,
      skdutid: this.signedDelegatedUserTid,
      srh: this.requestHeaderKeys,
      srq: this.requestQueryParameterKeys,
      sig: this.signature,
    };
    const written = Object.entries(parameters).map(([name, value]) => value && `${name}=${encodeURIComponent(value)}`);
    return written.filter(Boolean).join('&');
  }

  /** @internal What `console.log` shows: everything but the signature. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const shown = Object.entries(this).filter(([name, value]) => name !== 'signature' && value !== undefined);
    return `${this.constructor.name} ${inspect(Object.fromEntries(shown), options)}`;
  }
}

function byPosition(values: unknown[]): SASQueryParametersOptions {
  return Object.fromEntries(POSITIONS.map((name, index) => [name, values[index]]));
}
