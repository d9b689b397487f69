/** Stored access policies: checks those that callers pass, and decodes those that the service returns. */

import { requireString } from '../validation/arguments';
import type { SignedIdentifier } from '../types/container';
import type { SignedIdentifierModel } from '../types/aliases';
import { bodyDecoder, type Plain } from '../pipeline/decode';
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
        ...(startsOn ? { startsOn: requireTime(startsOn, `${argument}.accessPolicy.startsOn`) } : {}),
        ...(expiresOn ? { expiresOn: requireTime(expiresOn, `${argument}.accessPolicy.expiresOn`) } : {}),
        ...(permissions === undefined
          ? {}
          : { permissions: readOptionalText(permissions, `${argument}.accessPolicy.permissions`) }),
      },
    };
  });
}

/** Decodes the response of Get Container ACL. */
export const decodeAccessPolicy = bodyDecoder(
  {
    body: ['signedIdentifiers'],
    // As in the reference, the list also has the headers as members.
    toServiceFormat: ({ signedIdentifiers }, headers) =>
      Object.assign((signedIdentifiers as SignedIdentifier[]).map(toServiceFormat), headers()),
    enumerableResponse: true,
  },
  (result: Plain) => {
    for (const { accessPolicy } of result.signedIdentifiers as { accessPolicy?: Plain }[]) {
      if (accessPolicy === undefined) continue;
      for (const key of ['startsOn', 'expiresOn']) {
        if (typeof accessPolicy[key] === 'number') accessPolicy[key] = new Date(accessPolicy[key]);
      }
      accessPolicy.permissions ??= undefined;
    }
  },
);

/** The policy as the service writes it: times have seven decimal places. */
function toServiceFormat({
  id,
  accessPolicy: { startsOn, expiresOn, permissions },
}: SignedIdentifier): SignedIdentifierModel {
  const text = (time: Date): string => time.toISOString().replace('Z', '0000Z');
  return {
    id,
    accessPolicy: {
      startsOn: startsOn && text(startsOn),
      expiresOn: expiresOn && text(expiresOn),
      permissions,
    } as SignedIdentifierModel['accessPolicy'],
  };
}
