/** What UserInfo says of somebody, where their ID token does not say it (OpenID Connect Core §5.3). */
import { fetchUserInfo, type Configuration } from 'openid-client';
import type { Identity } from './provider-answer.js';
import { UnacceptableProvider } from './provider-client.js';

/** RFC 6750 §2.1. Of anything else no header can be made, which would not look like a fault of the provider. */
const bearerToken = /^[A-Za-z0-9._~+/-]+=*$/;

/** The claim; undefined where the provider has no UserInfo. Throws when what that says is about somebody else. */
export async function claimOfUserInfo(
  client: Configuration,
  { claims, accessToken }: Identity,
  claim: string,
): Promise<unknown> {
  if (client.serverMetadata().userinfo_endpoint === undefined) return undefined;
  if (!bearerToken.test(accessToken)) throw new UnacceptableProvider('bad-answer');
  const answer = await fetchUserInfo(client, accessToken, claims.sub);
  return Object.hasOwn(answer, claim) ? answer[claim] : undefined;
}
