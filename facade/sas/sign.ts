/**
 * Creates shared access signatures. The engine builds and signs the string-to-sign. This file checks the values, passes
 * them on, and creates the public object.
 */

import { requireContainerName, requireString, requireStrings } from '../validation/arguments';
import { callNative } from '../errors/failure';
import { native } from '../engine/native';
import {
  isSharedKey,
  nameAndKeyOf,
  replacedSigner,
  type StorageSharedKeyCredential,
} from '../credentials/StorageSharedKeyCredential';
import { optionalBoolean, optionalText, optionalTime, requireObject, requireText } from './checks';
import { SASQueryParameters, type SASQueryParametersOptions } from './SASQueryParameters';
import type { AccountSASSignatureValues, BlobSASSignatureValues } from './signatureValues';
import type { UserDelegationKey } from '../generated/models';

/** A shared access signature and its string-to-sign. */
export interface SignedSas {
  sasQueryParameters: SASQueryParameters;
  stringToSign: string;
}

/** The result of the engine. */
interface NativeSas extends Omit<SASQueryParametersOptions, 'directoryDepth'> {
  directoryDepth?: string;
  version: string;
  signature: string;
  stringToSign: string;
}

/** Strings that both kinds of signatures have. All are optional. */
const COMMON_TEXTS = ['version', 'protocol', 'encryptionScope'] as const;

const BLOB_TEXTS = [
  'blobName',
  'snapshotTime',
  'versionId',
  'identifier',
  'delegatedUserObjectId',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'contentType',
  'preauthorizedAgentObjectId',
  'correlationId',
] as const;

/**
 * Generates a service SAS for a container, or for a blob, snapshot, version or directory in it. It is signed with the account key.
 *
 * @param blobSASSignatureValues - What the signature grants.
 * @param sharedKeyCredential - The account key.
 * @throws RangeError when permissions or the expiry time are missing, or when the service version does not support a
 * value.
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 *
 * @example
 * ```js
 * const sas = generateBlobSASQueryParameters(
 *   {
 *     containerName: 'inbox',
 *     blobName: 'report.pdf',
 *     permissions: BlobSASPermissions.parse('r'),
 *     expiresOn: new Date(Date.now() + 3600 * 1000),
 *   },
 *   new StorageSharedKeyCredential('account', key),
 * );
 * await destination.syncCopyFromURL(`https://account.blob.core.windows.net/inbox/report.pdf?${sas}`);
 * ```
 */
export function generateBlobSASQueryParameters(
  blobSASSignatureValues: BlobSASSignatureValues,
  sharedKeyCredential: StorageSharedKeyCredential,
): SASQueryParameters;
/**
 * Generates a user delegation SAS. It is signed with a user delegation key. An `identifier` has no effect.
 *
 * @param blobSASSignatureValues - What the signature grants.
 * @param userDelegationKey - The key that {@link BlobServiceClient.getUserDelegationKey} returned.
 * @param accountName - The name of the account.
 * @throws RangeError when permissions or the expiry time are missing, or when the service version does not support a
 * value.
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 */
export function generateBlobSASQueryParameters(
  blobSASSignatureValues: BlobSASSignatureValues,
  userDelegationKey: UserDelegationKey,
  accountName: string,
): SASQueryParameters;
export function generateBlobSASQueryParameters(
  blobSASSignatureValues: BlobSASSignatureValues,
  sharedKeyCredentialOrUserDelegationKey: StorageSharedKeyCredential | UserDelegationKey,
  accountName?: string,
): SASQueryParameters {
  return signBlobSas(blobSASSignatureValues, sharedKeyCredentialOrUserDelegationKey, accountName).sasQueryParameters;
}

/**
 * Generates an account SAS.
 *
 * @param accountSASSignatureValues - What the signature grants.
 * @param sharedKeyCredential - The account key.
 * @throws RangeError for an unknown letter, or when the service version does not support a value.
 * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
 *
 * @example
 * ```js
 * const sas = generateAccountSASQueryParameters(
 *   {
 *     permissions: AccountSASPermissions.parse('rl'),
 *     services: AccountSASServices.parse('b').toString(),
 *     resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
 *     expiresOn: new Date(Date.now() + 3600 * 1000),
 *   },
 *   new StorageSharedKeyCredential('account', key),
 * );
 * const service = new BlobServiceClient(`https://account.blob.core.windows.net?${sas}`);
 * ```
 */
export function generateAccountSASQueryParameters(
  accountSASSignatureValues: AccountSASSignatureValues,
  sharedKeyCredential: StorageSharedKeyCredential,
): SASQueryParameters {
  return signAccountSas(accountSASSignatureValues, sharedKeyCredential).sasQueryParameters;
}

/** Same as {@link generateBlobSASQueryParameters}, and also returns the string-to-sign. */
export function signBlobSas(
  values: BlobSASSignatureValues,
  credentialOrKey: StorageSharedKeyCredential | UserDelegationKey,
  accountName?: string,
): SignedSas {
  requireObject(values, 'blobSASSignatureValues');
  const isShared = isSharedKey(credentialOrKey);
  const key = isShared ? nameAndKeyOf(credentialOrKey) : delegationKey(credentialOrKey, accountName);
  const signer = isShared ? replacedSigner(credentialOrKey) : undefined;
  const plain = {
    ...commonValues(values),
    ...texts(values, BLOB_TEXTS),
    containerName: requireContainerName(values.containerName),
    isDirectory: optionalBoolean(values.isDirectory, 'isDirectory'),
    permissions: letters(values.permissions),
    requestHeaders: pairs(values.requestHeaders, 'requestHeaders'),
    requestQueryParameters: pairs(values.requestQueryParameters, 'requestQueryParameters'),
  };
  return sign(
    'blob',
    plain,
    key,
    {
      ...knownParts(values),
      identifier: values.identifier,
      cacheControl: values.cacheControl,
      contentDisposition: values.contentDisposition,
      contentEncoding: values.contentEncoding,
      contentLanguage: values.contentLanguage,
      contentType: values.contentType,
      userDelegationKey: isShared ? undefined : credentialOrKey,
      preauthorizedAgentObjectId: values.preauthorizedAgentObjectId,
      correlationId: values.correlationId,
    },
    signer,
  );
}

/** Same as {@link generateAccountSASQueryParameters}, and also returns the string-to-sign. */
export function signAccountSas(values: AccountSASSignatureValues, credential: StorageSharedKeyCredential): SignedSas {
  requireObject(values, 'accountSASSignatureValues');
  if (!isSharedKey(credential)) {
    throw new TypeError('sharedKeyCredential must be a StorageSharedKeyCredential');
  }
  const plain = {
    ...commonValues(values),
    permissions: letters(requireValue(values.permissions, 'permissions')),
    services: requireText(values.services, 'services'),
    resourceTypes: requireText(values.resourceTypes, 'resourceTypes'),
  };
  return sign('account', plain, nameAndKeyOf(credential), knownParts(values), replacedSigner(credential));
}

function sign(
  kind: 'blob' | 'account',
  values: object,
  key: object,
  known: SASQueryParametersOptions,
  signer: ((stringToSign: string) => string) | undefined,
): SignedSas {
  const json = callNative(() => native().signSas(kind, JSON.stringify(values), JSON.stringify(key)));
  const { version, signature: ours, stringToSign, directoryDepth, ...others } = JSON.parse(json) as NativeSas;
  const signature = signer ? signer(stringToSign) : ours;
  const depth = directoryDepth === undefined ? {} : { directoryDepth: Number(directoryDepth) };
  const parts = { ...known, ...others, ...depth };
  return { sasQueryParameters: new SASQueryParameters(version, signature, parts), stringToSign };
}

/** Parts that are used as the caller passed them. The engine returns the others, which depend on the version. */
function knownParts(values: BlobSASSignatureValues | AccountSASSignatureValues): SASQueryParametersOptions {
  const { protocol, startsOn, expiresOn, ipRange, encryptionScope } = values;
  return { protocol, startsOn, expiresOn, ipRange, encryptionScope };
}

function delegationKey(key: UserDelegationKey, accountName: string | undefined): object {
  if (accountName === undefined || (accountName as unknown) === null) {
    throw new TypeError('Invalid sharedKeyCredential, userDelegationKey or accountName.');
  }
  requireObject(key, 'userDelegationKey');
  const text = (name: keyof UserDelegationKey): string => optionalText(key[name], `userDelegationKey.${name}`) ?? '';
  return {
    accountName: requireString(accountName, 'accountName'),
    userDelegationKey: {
      signedObjectId: text('signedObjectId'),
      signedTenantId: text('signedTenantId'),
      signedStartsOn: optionalTime(key.signedStartsOn, 'userDelegationKey.signedStartsOn'),
      signedExpiresOn: optionalTime(key.signedExpiresOn, 'userDelegationKey.signedExpiresOn'),
      signedService: text('signedService'),
      signedVersion: text('signedVersion'),
      signedDelegatedUserTenantId: text('signedDelegatedUserTenantId'),
      value: requireText(key.value, 'userDelegationKey.value'),
    },
  };
}

function commonValues(values: BlobSASSignatureValues | AccountSASSignatureValues): object {
  const { ipRange } = values;
  if (ipRange) requireObject(ipRange, 'ipRange');
  return {
    ...texts(values, COMMON_TEXTS),
    startsOn: optionalTime(values.startsOn, 'startsOn'),
    expiresOn: optionalTime(values.expiresOn, 'expiresOn'),
    ipRange: ipRange && {
      start: requireText(ipRange.start, 'ipRange.start'),
      end: optionalText(ipRange.end, 'ipRange.end'),
    },
  };
}

function texts<Name extends string>(values: Partial<Record<Name, unknown>>, names: readonly Name[]): object {
  return Object.fromEntries(names.map((name) => [name, optionalText(values[name], name)]));
}

/** JavaScript callers may pass the letters themselves. An empty string counts as no permissions. */
function letters(permissions: { toString(): string } | undefined): string | undefined {
  return permissions ? requireText(permissions.toString(), 'permissions') : undefined;
}

function requireValue<T>(value: T, argument: string): T {
  if (value === undefined || value === null) throw new TypeError(`${argument} must be given`);
  return value;
}

/** Converts to pairs, which keep their order. */
function pairs(values: Record<string, string> | undefined, argument: string): [string, string][] | undefined {
  requireStrings(values, argument);
  if (!values) return undefined;
  const entries = Object.entries(values);
  for (const entry of entries) for (const text of entry) requireText(text, argument);
  return entries;
}
