/** What was found about one question: the facts, and the one evaluation that both answer and explanation are read from. */
import {
  effectiveLimits,
  isRight,
  maskOf,
  noRights,
  resolve,
  type Evaluation,
  type GroupFacts,
  type Limits,
  type RightMask,
  type SubjectFacts,
  type ZoneFacts,
} from '../rights/index.js';
import type { AccessConfiguration } from './access-configuration.store.js';
import type { ParsedQuestion, Where, Who } from './questions.js';
import type { SubjectRow } from './subjects.store.js';

export interface Finding {
  readonly who: Who;
  /** Null for whoever has no account here. */
  readonly row: SubjectRow | null;
  readonly known: boolean;
  readonly active: boolean;
  readonly zone: ZoneFacts;
  readonly evaluation: Evaluation;
  readonly limits: Limits;
  /** Opaque; equal versions mean equal configuration of everything that the answer depends on. */
  readonly version: string;
}

/** What the subject may do from where they are. */
export function find(
  configuration: AccessConfiguration,
  question: ParsedQuestion,
  row: SubjectRow | null,
): Finding {
  const { who, where } = question;
  const facts = factsOf(configuration, who, row);
  const zone = zoneOf(configuration, where);
  const known = facts.kind !== 'unknown';
  return {
    who,
    row,
    known,
    active: facts.kind === 'member' ? facts.active : known,
    zone,
    evaluation: resolve(facts, configuration.builtIn, zone),
    limits: effectiveLimits(facts, configuration.builtIn),
    version: row === null ? configuration.epoch : `${configuration.epoch}.${row.fingerprint}`,
  };
}

/** The zone that decides (rule 7.2). */
function zoneOf({ zones, trusted }: AccessConfiguration, where: Where): ZoneFacts {
  if (where.kind === 'zone') return zones[where.zone];
  return trusted.matches(where.address) ? zones.trusted : zones.external;
}

function factsOf(configuration: AccessConfiguration, who: Who, row: SubjectRow | null): SubjectFacts {
  switch (who.kind) {
    case 'guest':
      return { kind: 'guest' };
    case 'federated':
      // Rule 4.4: as long as federation is off, the home side grants nothing.
      return { kind: 'federated', home: { state: 'unavailable', reason: 'federation-off' } };
    case 'local':
      return row === null ? { kind: 'unknown' } : memberFacts(configuration, row);
  }
}

function memberFacts({ groupsById }: AccessConfiguration, row: SubjectRow): SubjectFacts {
  return {
    kind: 'member',
    active: row.active,
    groups: groupFacts(groupsById, row.groupIds),
    granted: maskOfText(row.granted),
    denied: maskOfText(row.denied),
    incomingKbps: row.incomingKbps,
    outgoingKbps: row.outgoingKbps,
  };
}

/** A UUID and the comma behind it. */
const idStep = 37;

function groupFacts(groupsById: ReadonlyMap<string, GroupFacts>, groupIds: string): GroupFacts[] {
  const groups: GroupFacts[] = [];
  for (let at = 0; at < groupIds.length; at += idStep) {
    const group = groupsById.get(groupIds.slice(at, at + idStep - 1));
    if (group === undefined) throw new Error('a group is missing in the configuration of its own snapshot');
    groups.push(group);
  }
  return groups;
}

function maskOfText(names: string): RightMask {
  return names === '' ? noRights : maskOf(names.split(',').filter(isRight));
}
