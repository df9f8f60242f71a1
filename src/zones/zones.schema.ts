import type { RightRecord, RightsPatch } from '../rights/index.js';

/** The two zones that always exist (rule 7.1). */
export type ZoneId = 'trusted' | 'external';

/**
 * A way to sign in that a zone may allow: `password`, `ntlm`, `kerberos`, `outlook`, or the UUID of a provider.
 * @pattern ^(password|ntlm|kerberos|outlook|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$
 */
export type SignInMethod = string;

/**
 * @minLength 1
 * @maxLength 200
 */
export type ZoneName = string;

/**
 * An IPv4 or IPv6 subnet in CIDR form, or as address and mask.
 * @minLength 2
 * @maxLength 100
 */
export type SubnetText = string;

/** An authentication zone (rule 7.3). */
export interface Zone {
  id: ZoneId;
  name: string;
  /** Whether people may sign in from here; no gate for rights (rules 4.3, 7.4). */
  enabled: boolean;
  /** What the trusted zone is made of, in canonical CIDR form; the external zone is all the rest. */
  subnets: string[];
  methods: SignInMethod[];
  rights: RightRecord;
  /** RFC 3339 in UTC. */
  updatedAt: string;
}

export interface ZoneList {
  items: Zone[];
}

/** What changes of a zone: absent means unchanged; `subnets` and `methods` replace, `rights` changes what it names. */
export interface ZonePatch {
  name?: ZoneName;
  enabled?: boolean;
  /**
   * @minItems 0
   * @maxItems 20000
   */
  subnets?: SubnetText[];
  /** @maxItems 250 */
  methods?: SignInMethod[];
  rights?: RightsPatch;
  /** Must be true for `0.0.0.0/0` or `::/0` to be trusted. */
  confirmEverything?: boolean;
}

export interface NewSubnet {
  subnet: SubnetText;
  /** Must be true for `0.0.0.0/0` or `::/0` to be trusted. */
  confirmEverything?: boolean;
}

export interface TrustedSubnet {
  /** In canonical CIDR form. */
  subnet: string;
}

/** Where an address is, and what that zone allows. */
export interface LocatedAddress {
  /** The address in canonical form. */
  address: string;
  zone: ZoneReference;
  enabled: boolean;
  methods: SignInMethod[];
  rights: RightRecord;
}

export interface ZoneReference {
  id: ZoneId;
  name: string;
}
