/** Makes one answer from what was asked and what is known: no I/O, and no rule but how facts are put together. */
import {
  effectiveLimits,
  explain,
  isRight,
  maskOf,
  noRights,
  resolve,
  toRecord,
  type GroupFacts,
  type RightMask,
  type SubjectFacts,
  type ZoneFacts,
} from '../rights/index.js';
import type { AccessConfiguration } from './access-configuration.store.js';
import type { EffectiveRights, RightsSubject } from './access.schema.js';
import type { ParsedQuestion, Where, Who } from './questions.js';
import type { SubjectRow } from './subjects.store.js';
import { versionOf } from './version.js';

export interface AnswerOptions {
  serverName: string;
  explain: boolean;
}

/** What the subject may do from where they are. */
export function answer(
  configuration: AccessConfiguration,
  { who, where }: ParsedQuestion,
  row: SubjectRow | null,
  options: AnswerOptions,
): EffectiveRights {
  const facts = factsOf(configuration, who, row);
  const zone = zoneOf(configuration, where);
  const evaluation = resolve(facts, configuration.builtIn, zone);
  const effective: EffectiveRights = {
    subject: subjectOf(who, row, options.serverName),
    known: facts.kind !== 'unknown',
    active: facts.kind === 'member' ? facts.active : facts.kind !== 'unknown',
    zone: { id: zone.id, name: zone.name },
    rights: toRecord(evaluation.rights),
    application: effectiveLimits(facts, configuration.builtIn),
    version: versionOf(configuration.epoch, row),
    stale: false,
  };
  return options.explain ? { ...effective, explanation: explain(evaluation) } : effective;
}

/** The zone that decides (rule 7.2). */
export function zoneOf({ zones, trusted }: AccessConfiguration, where: Where): ZoneFacts {
  if (where.kind === 'zone') return zones[where.zone];
  return trusted.matches(where.address) ? zones.trusted : zones.external;
}

export function factsOf(configuration: AccessConfiguration, who: Who, row: SubjectRow | null): SubjectFacts {
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
  const { active, incomingKbps, outgoingKbps } = row;
  const groups = groupFacts(groupsById, row.groupIds);
  const personal = { granted: maskOfText(row.granted), denied: maskOfText(row.denied) };
  return { kind: 'member', active, groups, ...personal, incomingKbps, outgoingKbps };
}

function groupFacts(groupsById: ReadonlyMap<string, GroupFacts>, groupIds: string): GroupFacts[] {
  if (groupIds === '') return [];
  return groupIds.split(',').map((id) => {
    const group = groupsById.get(id);
    if (group === undefined) throw new Error(`group ${id} is not in the configuration of its own snapshot`);
    return group;
  });
}

function maskOfText(names: string): RightMask {
  return names === '' ? noRights : maskOf(names.split(',').filter(isRight));
}

function subjectOf(who: Who, row: SubjectRow | null, serverName: string): RightsSubject {
  if (who.kind === 'guest') return { id: null, callId: null, kind: 'guest' };
  if (who.kind === 'federated') return { id: null, callId: who.callId, kind: 'federated' };
  if (row === null) return { id: null, callId: null, kind: 'unknown' };
  return { id: row.id, callId: `${row.login}@${serverName}`, kind: 'member' };
}
