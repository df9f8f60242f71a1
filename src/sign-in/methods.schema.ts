import type { ZoneReference } from '../zones/index.js';

export type MethodType = 'password' | 'ntlm' | 'kerberos' | 'outlook' | 'adfs' | 'keycloak' | 'custom';

/** Why a method cannot be used. */
export type MethodObstacle =
  'not-configured' | 'needs-directory' | 'switched-off' | 'not-in-zone' | 'zone-switched-off';

/** A way to sign in, and whether it can be used from where the client is. */
export interface MethodOffer {
  /** `password`, `ntlm`, `kerberos`, `outlook`, or the UUID of a provider. */
  method: string;
  type: MethodType;
  /** As people are shown it. */
  name: string;
  configured: boolean;
  available: boolean;
  /** Null when it is available. */
  reason: MethodObstacle | null;
}

/** What a client can sign in with (rule 8.4). */
export interface MethodOffers {
  zone: ZoneReference;
  /** False when signing in is switched off in the zone (rule 7.4). */
  enabled: boolean;
  items: MethodOffer[];
}
