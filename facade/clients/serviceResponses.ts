/** Reads the responses of the service's operations that have a body. */

import { bodyDecoder, decodeProperties, type Plain } from '../pipeline/decode';

/** Reads the properties of the service. */
export const decodeServiceProperties = bodyDecoder({
  body: [
    'blobAnalyticsLogging',
    'hourMetrics',
    'minuteMetrics',
    'cors',
    'defaultServiceVersion',
    'deleteRetentionPolicy',
    'staticWebsite',
  ],
});

/** Reads the statistics of replication. */
export const decodeStatistics = bodyDecoder({ body: ['geoReplication'] }, ({ geoReplication }: Plain) => {
  if (geoReplication !== undefined) decodeProperties(geoReplication as Plain);
});

const USER_DELEGATION_KEY = [
  'signedObjectId',
  'signedTenantId',
  'signedStartsOn',
  'signedExpiresOn',
  'signedService',
  'signedVersion',
  'signedDelegatedUserTenantId',
  'value',
];

/** Reads a user delegation key. */
export const decodeUserDelegationKey = bodyDecoder({
  body: USER_DELEGATION_KEY,
  toServiceFormat: ({ signedStartsOn, signedExpiresOn, ...key }: Plain) => ({
    ...key,
    signedStartsOn: toWholeSeconds(signedStartsOn as Date),
    signedExpiresOn: toWholeSeconds(signedExpiresOn as Date),
  }),
  enumerableResponse: true,
});

/** The time in the format of the service, with whole seconds. */
function toWholeSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
