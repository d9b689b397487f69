/** Stored access policies: checks those that callers pass, and decodes those that the service returns. */

import { requireString } from '../validation/arguments';
import type { SignedIdentifier } from '../types/container';
import { policyInServiceFormat, type StoredPolicy } from '../pipeline/parsedResponse';
import { decodeResultWithBody, type Plain, type ResultDecoder, type ResultShape } from '../pipeline/decode';
import { optionsOf, type Values } from '../validation/serialize';
import { listOf, requireTime, readOptionalText } from '../validation/values';

/** Checks the policies that a caller passes. */
export function requirePolicies(policies: unknown): Values[] {
  if (policies === undefined || policies === null) return [];
  return listOf(policies, 'containerAcl', 'policies').map((policy, index) => {
    const argument = `containerAcl[${String(index)}]`;
    const { id, accessPolicy }: Partial<SignedIdentifier> = optionsOf(policy, argument);
    const { startsOn, expiresOn, permissions }: Partial<SignedIdentifier['accessPolicy']> = optionsOf(
      accessPolicy,
      `${argument}.accessPolicy`,
    );
    return {
      id: requireString(id, `${argument}.id`),
      accessPolicy: {
        ...(startsOn ? { startsOn: timeFor(startsOn, `${argument}.accessPolicy.startsOn`) } : {}),
        ...(expiresOn ? { expiresOn: timeFor(expiresOn, `${argument}.accessPolicy.expiresOn`) } : {}),
        ...(permissions === undefined
          ? {}
          : { permissions: readOptionalText(permissions, `${argument}.accessPolicy.permissions`) }),
      },
    };
  });
}

/** A time as it is sent: the service has seven decimal places of a second, JavaScript three. */
function timeFor(value: unknown, argument: string): string {
  return requireTime(value, argument).replace('Z', '0000Z');
}

/** Decodes the response of Get Container ACL. */
export const decodeAccessPolicy: ResultDecoder = (operation, json, head, bytes) => {
  const plain = JSON.parse(json) as Plain & { signedIdentifiers: StoredPolicy[] };
  const shape: ResultShape = {
    body: ['signedIdentifiers'],
    // As in the reference, the list also has the headers as members.
    toServiceFormat: (_, headers) => Object.assign(plain.signedIdentifiers.map(policyInServiceFormat), headers()),
    enumerableResponse: true,
  };
  const result = decodeResultWithBody(operation, plain, head, shape, () => bytes?.toString('utf8'));
  result.signedIdentifiers = plain.signedIdentifiers.map(decodePolicy);
  return result;
};

/** Times may have been stored as a date, or without seconds. As in the reference, they are what JavaScript makes of them. */
function decodePolicy({ id, accessPolicy }: StoredPolicy): object {
  const { startsOn, expiresOn, permissions } = accessPolicy ?? {};
  return {
    accessPolicy: accessPolicy && {
      permissions,
      ...(expiresOn && { expiresOn: new Date(expiresOn) }),
      ...(startsOn && { startsOn: new Date(startsOn) }),
    },
    id,
  };
}
