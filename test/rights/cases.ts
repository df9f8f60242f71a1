/** Reads the truth tables of test/cases/rights: the same cases for every way of asking what somebody may do. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  defaultRights,
  type Gate,
  type HomeUnavailableReason,
  type Right,
  rightNames,
} from '../../src/rights/index.js';

/** A case as test/cases/rights/README.md describes it, with what was left out filled in. */
export interface RightsCase {
  readonly file: string;
  readonly name: string;
  readonly rule: string;
  /** False where the service refuses to store it: only the resolver can be asked. */
  readonly isStorable: boolean;
  readonly groups: readonly CaseGroup[];
  readonly builtIn: Readonly<Record<'ungrouped' | 'federated' | 'guests', readonly Right[]>>;
  readonly zones: Readonly<Record<'trusted' | 'external', readonly Right[]>>;
  readonly zonesOff: readonly ('trusted' | 'external')[];
  readonly subject: CaseSubject;
  readonly zone: 'trusted' | 'external';
  readonly rights: readonly Right[];
  readonly gates: Readonly<Partial<Record<Right, readonly string[]>>>;
}

export interface CaseGroup {
  readonly name: string;
  /** What the group grants. */
  readonly rights: readonly Right[];
  /** Create it without giving rights: it must come out with the above (rule 14). */
  readonly isDefault: boolean;
}

export type CaseSubject =
  | {
      readonly kind: 'member';
      readonly active: boolean;
      readonly groups: readonly string[];
      readonly personal: Readonly<Partial<Record<Right, 'grant' | 'deny'>>>;
    }
  | { readonly kind: 'guest' | 'unknown' }
  | { readonly kind: 'federated'; readonly home: CaseHome };

export type CaseHome =
  { readonly rights: readonly Right[] } | { readonly unavailable: HomeUnavailableReason };

export const builtInNames = {
  ungrouped: 'Users without group',
  federated: 'Federated users',
  guests: 'Guest users',
} as const;

type WrittenRights = Right[] | 'all';

interface WrittenCase {
  name: string;
  rule: string;
  storable?: boolean;
  groups?: Record<string, WrittenRights | 'default'>;
  builtIn?: Partial<Record<'ungrouped' | 'federated' | 'guests', WrittenRights>>;
  zones?: Partial<Record<'trusted' | 'external', WrittenRights>>;
  zonesOff?: ('trusted' | 'external')[];
  user?: { active?: boolean; groups?: string[]; personal?: Partial<Record<Right, 'grant' | 'deny'>> };
  guest?: true;
  unknown?: true;
  federated?: { rights: WrittenRights } | { unavailable: HomeUnavailableReason };
  zone: 'trusted' | 'external';
  rights: WrittenRights;
  gates?: Partial<Record<Right, string[]>>;
}

const folder = new URL('../cases/rights/', import.meta.url);

/** All cases of all files, in the order of the files' names. */
export function loadCases(): RightsCase[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const written = parse(readFileSync(new URL(file, folder), 'utf8')) as WrittenCase[];
    return written.map((one) => readCase(file, one));
  });
}

function readCase(file: string, written: WrittenCase): RightsCase {
  const ungrouped = readRights(written.builtIn?.ungrouped ?? [...defaultRights.ungrouped]);
  return {
    file,
    name: written.name,
    rule: written.rule,
    isStorable: written.storable ?? true,
    groups: Object.entries(written.groups ?? {}).map(([name, rights]) => readGroup(name, rights, ungrouped)),
    builtIn: {
      ungrouped,
      federated: readRights(written.builtIn?.federated ?? [...defaultRights.federated]),
      guests: readRights(written.builtIn?.guests ?? [...defaultRights.guests]),
    },
    zones: {
      trusted: readRights(written.zones?.trusted ?? 'all'),
      external: readRights(written.zones?.external ?? 'all'),
    },
    zonesOff: written.zonesOff ?? [],
    subject: readSubject(written),
    zone: written.zone,
    rights: readRights(written.rights),
    gates: written.gates ?? {},
  };
}

function readGroup(name: string, rights: WrittenRights | 'default', ungrouped: readonly Right[]): CaseGroup {
  const isDefault = rights === 'default';
  return { name, rights: isDefault ? ungrouped : readRights(rights), isDefault };
}

function readSubject(written: WrittenCase): CaseSubject {
  if (written.guest) return { kind: 'guest' };
  if (written.unknown) return { kind: 'unknown' };
  if (written.federated) {
    const home = written.federated;
    return { kind: 'federated', home: 'rights' in home ? { rights: readRights(home.rights) } : home };
  }
  if (!written.user) throw new Error(`${written.name}: no subject`);
  const { active = true, groups = [], personal = {} } = written.user;
  return { kind: 'member', active, groups, personal };
}

function readRights(written: WrittenRights): readonly Right[] {
  return written === 'all' ? rightNames : written;
}

/** A gate in the words of the tables: gate, verdict, and what it names. Takes it as it comes over the wire. */
export function printGate(gate: Gate): string {
  return [gate.gate, gate.verdict, namedBy(gate)].filter((part) => part !== '').join(' ');
}

function namedBy(gate: Gate): string {
  switch (gate.gate) {
    case 'account':
    case 'homeServer':
      return gate.reason ?? '';
    case 'groups':
      return gate.groups.map((group) => group.name).join(', ');
    case 'builtInGroup':
      return gate.group.name;
    case 'personal':
      return '';
    case 'zone':
      return gate.zone;
    case 'dependency':
      return gate.requires;
  }
}
