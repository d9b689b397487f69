import { INSPECT, inspectAs, type InspectArguments } from '../engine/inspect';
import { toSeconds } from './checks';
import { ipRangeToString, type SasIPRange } from './SasIPRange';
import type { UserDelegationKey } from '../generated/models';

/** The protocols that a shared access signature allows. */
export enum SASProtocol {
  /** HTTPS only. */
  Https = 'https',
  /** HTTPS and HTTP. */
  HttpsAndHttp = 'https,http',
}

/** The parts of {@link SASQueryParameters}, besides version and signature. */
export interface SASQueryParametersOptions {
  /** The permissions, as letters. */
  permissions?: string | undefined;
  /** The services, as letters. Account SAS only. */
  services?: string | undefined;
  /** The resource types, as letters. Account SAS only. */
  resourceTypes?: string | undefined;
  /** The protocols that may be used. */
  protocol?: SASProtocol | undefined;
  /** When the signature becomes valid. */
  startsOn?: Date | undefined;
  /** When the signature expires. */
  expiresOn?: Date | undefined;
  /** The IP addresses that may use the signature. */
  ipRange?: SasIPRange | undefined;
  /** The id of a stored access policy of the container, which supplies the values that are left out. */
  identifier?: string | undefined;
  /** The object id of the user that the signature is bound to. */
  delegatedUserObjectId?: string | undefined;
  /** The encryption scope of written content. */
  encryptionScope?: string | undefined;
  /** The resource: `c` (container), `b` (blob), `bs` (snapshot), `bv` (version) or `d` (directory). */
  resource?: string | undefined;
  /** The `Cache-Control` header of responses. */
  cacheControl?: string | undefined;
  /** The `Content-Disposition` header of responses. */
  contentDisposition?: string | undefined;
  /** The `Content-Encoding` header of responses. */
  contentEncoding?: string | undefined;
  /** The `Content-Language` header of responses. */
  contentLanguage?: string | undefined;
  /** The `Content-Type` header of responses. */
  contentType?: string | undefined;
  /** The user delegation key that signed. Its value is not used. */
  userDelegationKey?: UserDelegationKey | undefined;
  /** The object id of a user that the owner of the user delegation key has authorized. */
  preauthorizedAgentObjectId?: string | undefined;
  /** The GUID that appears in the logs of the service. */
  correlationId?: string | undefined;
  /** The names of headers that requests must have, separated by commas. */
  requestHeaderKeys?: string | undefined;
  /** The names of query parameters that requests must have, separated by commas. */
  requestQueryParameterKeys?: string | undefined;
  /** The number of directories that lead to a directory, including itself. */
  directoryDepth?: number | undefined;
}

/** The order of positional constructor arguments, after version and signature. */
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
  'directoryDepth',
] as const satisfies (keyof SASQueryParametersOptions)[];

/**
 * The parts of a shared access signature. `toString()` returns the query string of a URL. `console.log` hides the
 * signature; all other output includes it.
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
  /** The service version. */
  readonly version: string;
  /** The protocols that may be used. */
  readonly protocol?: SASProtocol | undefined;
  /** When the signature becomes valid. */
  readonly startsOn?: Date | undefined;
  /** When the signature expires. */
  readonly expiresOn?: Date | undefined;
  /** The permissions, as letters. */
  readonly permissions?: string | undefined;
  /** The services, as letters. Account SAS only. */
  readonly services?: string | undefined;
  /** The resource types, as letters. Account SAS only. */
  readonly resourceTypes?: string | undefined;
  /** The id of a stored access policy of the container, which supplies the values that are left out. */
  readonly identifier?: string | undefined;
  /** The object id of the user that the signature is bound to. */
  readonly delegatedUserObjectId?: string | undefined;
  /** The encryption scope of written content. */
  readonly encryptionScope?: string | undefined;
  /** The resource: `c` (container), `b` (blob), `bs` (snapshot), `bv` (version) or `d` (directory). */
  readonly resource?: string | undefined;
  /** The signature, in base64. */
  readonly signature: string;
  /** The `Cache-Control` header of responses. */
  readonly cacheControl?: string | undefined;
  /** The `Content-Disposition` header of responses. */
  readonly contentDisposition?: string | undefined;
  /** The `Content-Encoding` header of responses. */
  readonly contentEncoding?: string | undefined;
  /** The `Content-Language` header of responses. */
  readonly contentLanguage?: string | undefined;
  /** The `Content-Type` header of responses. */
  readonly contentType?: string | undefined;
  private readonly ipRangeInner?: SasIPRange | undefined;
  private readonly signedOid?: string | undefined;
  private readonly signedTenantId?: string | undefined;
  private readonly signedStartsOn?: Date | undefined;
  private readonly signedExpiresOn?: Date | undefined;
  private readonly signedService?: string | undefined;
  private readonly signedVersion?: string | undefined;
  private readonly signedDelegatedUserTid?: string | undefined;
  /** The object id of a user that the owner of the user delegation key has authorized. */
  readonly preauthorizedAgentObjectId?: string | undefined;
  /** The GUID that appears in the logs of the service. */
  readonly correlationId?: string | undefined;
  /** The names of headers that requests must have, separated by commas. */
  readonly requestHeaderKeys?: string | undefined;
  /** The names of query parameters that requests must have, separated by commas. */
  readonly requestQueryParameterKeys?: string | undefined;
  /** The number of directories that lead to a directory, including itself. */
  readonly directoryDepth?: number | undefined;

  /**
   * Creates the object from parts that are already signed. {@link generateBlobSASQueryParameters} and {@link
   * generateAccountSASQueryParameters} also create the signature.
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
    directoryDepth?: number,
  );
  /**
   * Creates the object from parts that are already signed.
   *
   * @param version - The service version.
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
    this.directoryDepth = parts.directoryDepth;
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

  /** The IP addresses that may use the signature. */
  get ipRange(): SasIPRange | undefined {
    return this.ipRangeInner && ({ end: this.ipRangeInner.end, start: this.ipRangeInner.start } as SasIPRange);
  }

  /** Returns the query string of a URL, without a question mark. */
  toString(): string {
    // The engine builds the same text for itself (src/auth/sas/), in the same order.
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
      sdd: this.directoryDepth?.toString(),
      sduoid: this.delegatedUserObjectId,
      skdutid: this.signedDelegatedUserTid,
      srh: this.requestHeaderKeys,
      srq: this.requestQueryParameterKeys,
      sig: this.signature,
    };
    const written = Object.entries(parameters).map(([name, value]) => value && `${name}=${encodeURIComponent(value)}`);
    return written.filter(Boolean).join('&');
  }

  /** @internal The output of `console.log`: all parts but the signature. */
  [INSPECT](...call: InspectArguments): string {
    const shown = Object.entries(this).filter(([name, value]) => name !== 'signature' && value !== undefined);
    return inspectAs(this, Object.fromEntries(shown), call);
  }
}

function byPosition(values: unknown[]): SASQueryParametersOptions {
  return Object.fromEntries(POSITIONS.map((name, index) => [name, values[index]]));
}
