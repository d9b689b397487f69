/**
 * A key with which a user's own rights are handed on: what it signs can do no more than that user. The service gives it to
 * those who are signed in with Microsoft Entra ID.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
 */
export interface UserDelegationKey {
  /** The user: an object id. */
  signedObjectId: string;
  /** The user's tenant. */
  signedTenantId: string;
  /** From when on the key is good. */
  signedStartsOn: Date;
  /** Until when the key is good. */
  signedExpiresOn: Date;
  /** The service that takes it: `b`. */
  signedService: string;
  /** The version of the service that made it. */
  signedVersion: string;
  /** The tenant of the user whom signatures are for, if the key was asked for with one. */
  signedDelegatedUserTenantId?: string;
  /** The key in base64. A secret. */
  value: string;
}
