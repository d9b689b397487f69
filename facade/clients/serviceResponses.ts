/** Reads the responses of the service's operations that have a body. */

import {
  makeCorsRule,
  makeGeoReplication,
  makeLogging,
  makeMetrics,
  makeRetentionPolicy,
  makeStaticWebsite,
} from '../generated/results';
import { bodyDecoder, type Plain } from '../pipeline/decode';

/** How each group of settings is made. */
const SETTINGS = {
  blobAnalyticsLogging: makeLogging,
  hourMetrics: makeMetrics,
  minuteMetrics: makeMetrics,
  deleteRetentionPolicy: makeRetentionPolicy,
  staticWebsite: makeStaticWebsite,
};

/** Reads the properties of the service. */
export const decodeServiceProperties = bodyDecoder(
  {
    body: [
      'blobAnalyticsLogging',
      'hourMetrics',
      'minuteMetrics',
      'cors',
      'defaultServiceVersion',
      'deleteRetentionPolicy',
      'staticWebsite',
    ],
  },
  (result: Plain) => {
    for (const [name, make] of Object.entries(SETTINGS)) {
      if (result[name] !== undefined) result[name] = make(result[name] as Plain);
    }
    result.cors = ((result.cors ?? []) as Plain[]).map(makeCorsRule);
  },
);

/** Reads the statistics of replication. */
export const decodeStatistics = bodyDecoder({ body: ['geoReplication'] }, (result: Plain) => {
  if (result.geoReplication !== undefined) result.geoReplication = makeGeoReplication(result.geoReplication as Plain);
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
